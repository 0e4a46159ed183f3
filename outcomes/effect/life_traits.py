"""The groups that a life belongs to: each a stable key and the words that pages show."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from programs.agreements.models import FundingSource
from programs.catalog.models import Program

Trait = tuple[str, str]
NOBODY: Trait = ("", "–")
AGE_GROUPS = ((0, 17), (18, 24), (25, 34), (35, 49), (50, None))


def age_group(born: date | None, day: date) -> Trait:
    """By the age on that day; keys sort as ages do."""
    if born is None:
        return "x", _("not known")
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    low, high = next((low, high) for low, high in AGE_GROUPS if high is None or age <= high)
    words = {"low": low, "high": high}
    return f"{low:02d}", (_("%(low)s and older") if high is None else _("%(low)s to %(high)s")) % words


def half_year(day: date) -> Trait:
    """The half-year of that day."""
    half = 1 if day.month <= 6 else 2
    words = {"half": half, "year": day.year}
    return f"{day.year}-{half}", _("half-year %(half)d of %(year)d") % words


def place_traits(place: dict[str, Any] | None) -> dict[str, Trait]:
    """Program, batch, level and fund of a place; the vocation by its key alone."""
    if place is None:
        return dict.fromkeys(("program", "batch", "level", "fund", "vocation"), NOBODY)
    return {
        "program": (str(place["program"]), place["program_name"]),
        "batch": (str(place["batch"]), place["name"]),
        "level": (place["level"], str(Program.Level(place["level"]).label)),
        "fund": (place["fund"], str(FundingSource(place["fund"]).label)),
        "vocation": (str(place["vocation"]), ""),
    }
