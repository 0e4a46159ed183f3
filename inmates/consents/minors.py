"""Who is a child: under 18 (UU 35/2014, article 1). Pure; days are local to the office that asks."""

from datetime import date

from django.db.models import Q

from core import clock

ADULT_AT = 18
_MONTHS = ADULT_AT * 12


def is_minor(born: date | None, day: date) -> bool:
    """Whether somebody born on `born` is under 18 on `day`; nobody is said to be a child whose day of birth is unknown.

    Whoever was born on 29 February is 18 on 1 March.
    """
    return born is not None and born > clock.months_before(day, _MONTHS)


def adult_on(born: date) -> date:
    """The first day on which somebody is 18."""
    year = born.year + ADULT_AT
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def minors_on(day: date, person: str = "") -> Q:
    """The same for rows: people under 18 on `day`; `person` is the way to them, such as `person`."""
    name = f"{person}__birth_date__gt" if person else "birth_date__gt"
    return Q(**{name: clock.months_before(day, _MONTHS)})
