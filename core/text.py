"""What people type and paste, without what nobody can see."""

import unicodedata


def visible(text: str) -> str:
    """The text without characters that have no shape: those that turn the direction of writing, join or control.

    They come along from chats and documents, make two equal names differ, and no letter of a paper can show them.
    Line ends and tabs stay. So does NUL, which forms refuse with a sentence of their own.
    """
    if text.isprintable():
        return text
    return "".join(char for char in text if char in "\0\t\n\r" or unicodedata.category(char)[0] != "C")
