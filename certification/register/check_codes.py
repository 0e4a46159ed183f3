"""The code for checking a certificate: 130 random bits in Crockford's base 32."""

import re
import secrets
from collections.abc import Callable

from inmates.custody.custody_words import custody_words

# Without I, L, O and U, which are ambiguous or spell words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
TRIES = 32
_ALIKE = str.maketrans("ILO", "110")
_IGNORED = re.compile(r"[\s\-‐-―_.]+")


def new_code(pick: Callable[[str], str] = secrets.choice) -> str:
    """A code of 26 random characters of 5 bits each, containing no custody word.

    By chance one in 1,400 contains one (WBP) and could not be printed; it is drawn again.
    """
    return drawn(LENGTH, pick)


def drawn(length: int, pick: Callable[[str], str] = secrets.choice) -> str:
    """Random letters containing no custody word. Raises RuntimeError if the source yields nothing else."""
    for _ in range(TRIES):
        code = "".join(pick(ALPHABET) for _ in range(length))
        if not custody_words(code):
            return code
    raise RuntimeError(f"{TRIES} codes in a row spelled a word")


def plain(typed: str) -> str:
    """Normalizes user input: upper case, without hyphens and spaces, I and L read as 1, O as 0."""
    # Truncated first: the page is public, and input may be of any length.
    return _IGNORED.sub("", typed[:100]).upper().translate(_ALIKE)


def is_code(text: str) -> bool:
    """Whether normalized `text` has the length and alphabet of a code."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def grouped(code: str) -> str:
    """As printed on one line: Q5NR-FBFY-H5K0J-KCTV-JVWA-EKG25."""
    return "-".join([code[:4], code[4:8], code[8:13], code[13:17], code[17:21], code[21:]])


def looks_like_number(typed: str) -> bool:
    """Whether a paper number was typed instead of its code; does not reveal whether it exists."""
    parts = re.findall(r"[^\W_]+", typed[:100])
    has_year = any(re.fullmatch(r"(19|20)\d\d", part) for part in parts)
    return len(parts) > 1 and has_year and "://" not in typed and not is_code(plain(typed))
