"""The code by which a certificate is checked: 130 random bits in Crockford's base 32."""

import re
import secrets
from collections.abc import Callable

from inmates.custody.custody_words import custody_words

# Without I, L, O and U: what looks alike, and what spells words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
TRIES = 32
_ALIKE = str.maketrans("ILO", "110")
_IGNORED = re.compile(r"[\s\-‐-―_.]+")


def new_code(pick: Callable[[str], str] = secrets.choice) -> str:
    """26 characters, each of 5 bits, from the system's source of randomness; without a word of custody.

    One in 1,400 spells one by chance (WBP), and no paper with it could be printed: it is thrown again.
    """
    return drawn(LENGTH, pick)


def drawn(length: int, pick: Callable[[str], str] = secrets.choice) -> str:
    """So many letters at random without a word of custody. RuntimeError where the source gives nothing else."""
    for _ in range(TRIES):
        code = "".join(pick(ALPHABET) for _ in range(length))
        if not custody_words(code):
            return code
    raise RuntimeError(f"{TRIES} codes in a row spelled a word")


def plain(typed: str) -> str:
    """What somebody typed, as the code is kept: upper case, without hyphens and blanks, I and L read as 1, O as 0."""
    # Cut before anything else: the page is public, and nobody types a code of a thousand letters.
    return _IGNORED.sub("", typed[:100]).upper().translate(_ALIKE)


def is_code(text: str) -> bool:
    """Whether `text`, already made plain, has the length and the letters of a code."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def grouped(code: str) -> str:
    """As it is printed, on one line: Q5NR-FBFY-H5K0J-KCTV-JVWA-EKG25."""
    return "-".join([code[:4], code[4:8], code[8:13], code[13:17], code[17:21], code[21:]])


def looks_like_number(typed: str) -> bool:
    """Whether somebody typed the number of a paper in place of its code; says nothing about whether there is one."""
    parts = re.findall(r"[^\W_]+", typed[:100])
    has_year = any(re.fullmatch(r"(19|20)\d\d", part) for part in parts)
    return len(parts) > 1 and has_year and "://" not in typed and not is_code(plain(typed))
