"""The groups that a life belongs to: each a stable key and the words that pages show."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from inmates.people.codes import Sex
from programs.agreements.models import FundingSource
from programs.catalog.models import Program

Trait = tuple[str, str]
NOBODY: Trait = ("", "–")
NO_AGE = "x"
AGE_GROUPS = ((0, 17), (18, 24), (25, 34), (35, 49), (50, None))


def age_group(born: date | None, day: date) -> Trait:
    """By the age on that day; keys sort as ages do."""
    if born is None:
        key = NO_AGE
    else:
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        key = next(f"{low:02d}" for low, high in AGE_GROUPS if high is None or age <= high)
    return key, _age_words(key)


def _age_words(key: str) -> str:
    if key == NO_AGE:
        return _("not known")
    low, high = next(group for group in AGE_GROUPS if group[0] == int(key))
    words = {"low": low, "high": high}
    return (_("%(low)s and older") if high is None else _("%(low)s to %(high)s")) % words


def half_year(day: date) -> Trait:
    """The half-year of that day."""
    key = f"{day.year}-{1 if day.month <= 6 else 2}"
    return key, _half_words(key)


def _half_words(key: str) -> str:
    year, _dash, half = key.partition("-")
    return _("half-year %(half)d of %(year)d") % {"half": int(half), "year": int(year)}


def sex_of(sex: str) -> Trait:
    """As recorded."""
    return (sex, _sex_words(sex)) if sex else NOBODY


def _sex_words(key: str) -> str:
    return str(Sex(key).label)


def place_traits(place: dict[str, Any] | None) -> dict[str, Trait]:
    """Program, batch, level and fund of a place; the vocation by its key alone."""
    if place is None:
        return dict.fromkeys(("program", "batch", "level", "fund", "vocation"), NOBODY)
    return {
        "program": (str(place["program"]), place["program_name"]),
        "batch": (str(place["batch"]), place["name"]),
        "level": (place["level"], _level_words(place["level"])),
        "fund": (place["fund"], _fund_words(place["fund"])),
        "vocation": (str(place["vocation"]), ""),
    }


def _level_words(key: str) -> str:
    return str(Program.Level(key).label)


def _fund_words(key: str) -> str:
    return str(FundingSource(key).label)


_WORDS: dict[str, Callable[[str], str]] = {
    "age": _age_words,
    "half": _half_words,
    "sex": _sex_words,
    "level": _level_words,
    "fund": _fund_words,
}


def label_of(trait: str, key: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """The words of a key in the reader's language; programs, batches and facilities are called as in `names`."""
    if not key:
        return NOBODY[1]
    words = _WORDS.get(trait)
    return words(key) if words else names.get(trait, {}).get(key, "")
