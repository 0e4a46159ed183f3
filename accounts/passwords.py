"""Refuses passwords that others would try first. Needs no network, and no composition: any signs, any words.

Behind it stands no corpus of breaches. It is Django's list of twenty thousand common passwords, Indonesian favorites
and the words of the offices; each counts in small and capital letters, with signs in the place of letters, with any
digits and signs around it, repeated, and two of them in a row: more than any list could hold.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Facility, ProbationOffice, TrainingCenter

WORDS = Path(__file__).parent / "guessed_words"
# Of the program and the field; any number of them in a row is guessed as one.
FIELD_WORDS = frozenset((WORDS / "field.txt").read_text().split())
FAVORITES = frozenset((WORDS / "favorites.txt").read_text().split())
# What people write in the place of a letter; 1 stands for two.
SIGNS = str.maketrans("@4380$57+9", "aaebosstt" + "g")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "0123456789")
SHORTEST_WORD, SHORTEST_RUN, LONGEST_WORD = 3, 4, 20
MOST_WORDS = 2
# Whoever writes more letters has enough of them, unless it is one over and over.
LONGEST = 96


class GuessableValidator:
    """Refuses a password that is one or two common words with what people add to them, a run, or a repetition."""

    def validate(self, password: str, user: Any = None) -> None:
        names = frozenset(_words_of_offices()) if user is not None else frozenset[str]()
        if any(_is_guessed(core, names) for core in _cores(password)):
            raise ValidationError(
                _("This password is made of a word that others would guess. Use several unrelated words."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Do not use the name of the office or of the program.")


def _cores(password: str) -> Iterator[str]:
    """What is left of the password without what people add: its letters, read in each way; or its digits."""
    text = normalize("NFKC", password).casefold()
    letters = "".join(sign for sign in text if sign.isalpha())
    yield letters or "".join(sign for sign in text if sign.isdigit())
    inner = re.sub(r"^[^a-z@$]+|[^a-z]+$", "", text)
    for one in "il":
        yield re.sub(r"[^a-z]", "", inner.replace("1", one).replace("!", one).translate(SIGNS))


def _is_guessed(core: str, names: frozenset[str]) -> bool:
    if not core or len(core) > LONGEST:
        return bool(core) and len(set(core)) < SHORTEST_WORD
    # Of a telephone, a card, a day: all of them stand in the papers of an office.
    if core.isdigit():
        return True
    return _repeats(core) or _fewest_words(core, names) <= MOST_WORDS


def _repeats(core: str) -> bool:
    """True if the whole is at least twice the same."""
    return any(core == (core[:length] * len(core))[: len(core)] for length in range(1, len(core) // 2 + 1))


def _fewest_words(core: str, names: frozenset[str]) -> float:
    """Of how many guessed words the whole is made; words of the field and of offices, and runs, do not count."""
    common, most = _common_words(), float("inf")
    fewest = [0.0] + [most] * len(core)
    for end in range(1, len(core) + 1):
        for begin in range(max(0, end - LONGEST_WORD), end):
            word = core[begin:end]
            if word in FIELD_WORDS or word in names or _is_run(word):
                fewest[end] = min(fewest[end], fewest[begin])
            elif word in common:
                fewest[end] = min(fewest[end], fewest[begin] + 1)
    return fewest[len(core)]


def _is_run(word: str) -> bool:
    """True for neighbors in the alphabet or on the keyboard, in either direction, and for one sign repeated."""
    if len(word) < SHORTEST_RUN:
        return False
    return len(set(word)) == 1 or any(word in run * 3 or word[::-1] in run * 3 for run in RUNS)


@cache
def _common_words() -> frozenset[str]:
    """Favorites, and the letters of Django's common passwords."""
    letters = (re.sub(r"[^a-z]", "", password) for password in CommonPasswordValidator().passwords)
    return FAVORITES | {word for word in letters if len(word) > SHORTEST_WORD}


def _words_of_offices() -> Iterator[str]:
    """The names of all offices and their places, word by word: whoever guesses knows the neighbors too."""
    for kind in (Facility, TrainingCenter, ProbationOffice):
        for row in kind.objects.order_by().values_list("code", "name", "short_name", "city"):
            for text in row:
                yield from (word for word in re.findall(r"[a-z]+", text.casefold()) if len(word) >= SHORTEST_WORD)
