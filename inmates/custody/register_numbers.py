"""Register numbers of custody: the class from the prefix, and one normalized form for comparison and search."""

import re
import unicodedata
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NUMBER_LENGTH = 40
"""Maximum length of a stored register number; no official format is known, so it is otherwise free text."""


class RegisterClass(TextChoices):
    """Registers of people in custody (Kepdirjenpas PAS-170.PK.01.01.02 Tahun 2015); UNKNOWN is accepted."""

    A_I = "A.I", "A.I"
    A_II = "A.II", "A.II"
    A_III = "A.III", "A.III"
    A_IV = "A.IV", "A.IV"
    A_V = "A.V", "A.V"
    B_I = "B.I", "B.I"
    B_IIA = "B.IIa", "B.IIa"
    B_IIB = "B.IIb", "B.IIb"
    B_III = "B.III", "B.III"
    UNKNOWN = "", _("unknown")


class RegisterSide(TextChoices):
    """The status given by the first letter of the register: A on remand, B sentenced."""

    REMAND = "remand", _("On remand")
    SENTENCED = "sentenced", _("Sentenced")
    UNKNOWN = "", _("Not known")


_SEPARATOR = r"[\s.,:_/\\-]*"
# Words before the number ("No. Reg.") are removed only if a register letter still follows.
_PREFIX = re.compile(rf"^(?:(?:NOMOR|NO|REGISTRASI|REGISTER|REG){_SEPARATOR}(?=.*[AB]))+")
_REMAND = re.compile(rf"^A{_SEPARATOR}(III|II|IV|I|V)(?![A-Z])")
_SENTENCED = re.compile(rf"^B{_SEPARATOR}(?:(III)S?|(II){_SEPARATOR}([AB])|(I))(?![A-Z])")
_LETTER = re.compile(rf"^([AB])(?:{_SEPARATOR}[IVX]+[A-Z]?(?![A-Z])|{_SEPARATOR}\d)")
_RUN = re.compile(r"[^\W\d_]+|\d+")


def tidy(text: str) -> str:
    """`text` as stored and shown: compatibility characters unified, blanks collapsed, ends trimmed."""
    # Nearly every cell is plain ASCII, and normalization is slow for a hundred thousand of them.
    if not (text.isascii() and text.isprintable()):
        plain = unicodedata.normalize("NFKC", text)
        text = "".join(" " if c.isspace() else c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(text.split())


@lru_cache(maxsize=32_768)
def normalize(text: str) -> str:
    """A form in which equal numbers are equal text; empty if there is no letter or digit.

    Case, blanks, dots, dashes, slashes and leading zeros are ignored. Adjacent runs of digits stay separate, so that
    `11/2025` and `1/12025` differ.
    """
    parts: list[str] = []
    for run in _RUN.findall(_head(text)):
        if run.isdigit() and parts and parts[-1].isdigit():
            parts.append("/")
        # Spreadsheets drop leading zeros, so they distinguish nothing.
        parts.append((run.lstrip("0") or "0") if run.isdigit() else run)
    return "".join(parts)


def register_class(text: str) -> RegisterClass:
    """The class named by the prefix of `text`, in any of its spellings; otherwise UNKNOWN."""
    head = _head(text)
    remand = _REMAND.match(head)
    if remand:
        return RegisterClass(f"A.{remand[1]}")
    sentenced = _SENTENCED.match(head)
    if not sentenced:
        return RegisterClass.UNKNOWN
    if sentenced[2]:
        return RegisterClass(f"B.II{sentenced[3].lower()}")
    return RegisterClass(f"B.{sentenced[1] or sentenced[4]}")


def register_side(text: str) -> RegisterSide:
    """Remand or sentenced by the first letter, even if the class after it is unknown (`B.II 4/2026`)."""
    known = register_class(text)
    letter = known[:1]
    if not letter:
        found = _LETTER.match(_head(text))
        letter = found[1] if found else ""
    return {"A": RegisterSide.REMAND, "B": RegisterSide.SENTENCED}.get(letter, RegisterSide.UNKNOWN)


def _head(text: str) -> str:
    return _PREFIX.sub("", tidy(text).upper().lstrip(" .'-"))
