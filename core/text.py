"""Typed and pasted text without invisible characters, and amounts of money."""

import unicodedata


def rupiah(amount: int) -> str:
    """The amount as offices write it: Rp 3.450.000."""
    return f"Rp {amount:,}".replace(",", ".")


def visible(text: str) -> str:
    """The text without invisible characters: direction marks, joiners and control characters.

    They are pasted along from chats and documents, make equal names differ, and have no glyph in printed fonts. Line
    breaks and tabs are kept. So is NUL, which forms reject with a message of their own.
    """
    if text.isprintable():
        return text
    return "".join(char for char in text if char in "\0\t\n\r" or unicodedata.category(char)[0] != "C")
