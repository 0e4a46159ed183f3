"""The years of an agreement, each of which is evaluated once, and the numbers of a year."""

from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.ports import Port, Table
from programs.agreements.models import Agreement

# Before the end of a year, so that the evaluation is held while the year is fresh.
REMINDER = timedelta(days=30)
_DAY = timedelta(days=1)
# Agreements last a few years; whatever has been typed, the count ends.
_MOST_YEARS = 100

year_figures: Port[[Agreement, date, date], dict[str, int]] = Port()
"""Asked when an evaluation is recorded, for the numbers of the time between both days (inclusive), by their code."""

figure_labels: Table = Table()
"""How each number is called, by code; evaluations show their numbers in this order."""


@dataclass(frozen=True)
class AgreementYear:
    """A year of an agreement, both days inclusive. The last one ends with the agreement."""

    number: int
    begins: date
    ends: date


def years_of(agreement: Agreement, *, until: date) -> list[AgreementYear]:
    """The years that have begun by that day, oldest first."""
    found = []
    for number in range(1, _MOST_YEARS + 1):
        begins = _years_later(agreement.valid_from, number - 1)
        if begins > min(until, agreement.valid_until):
            break
        ends = min(_years_later(agreement.valid_from, number) - _DAY, agreement.valid_until)
        found.append(AgreementYear(number, begins, ends))
    return found


def year_due(agreement: Agreement, *, on: date, evaluated: int | None) -> AgreementYear | None:
    """The latest year that ends within 30 days or has ended, if no later one than `evaluated` was; None otherwise."""
    due = [year for year in years_of(agreement, until=on) if year.ends - REMINDER <= on]
    return due[-1] if due and due[-1].number > (evaluated or 0) else None


def figures_of(agreement: Agreement, year: AgreementYear) -> dict[str, int]:
    """The numbers of that year, by code; of a year that still runs, those until today."""
    ends = min(year.ends, clock.today(agreement.training_center.time_zone))
    return {code: number for told in year_figures.ask(agreement, year.begins, ends) for code, number in told.items()}


def shown_figures(figures: dict[str, int]) -> list[tuple[str, int]]:
    """The numbers as kept with an evaluation, each with what it is called."""
    return [(str(label), figures[code]) for code, label in figure_labels.items() if code in figures]


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, or beyond the last year that a date can have
        return date.max if day.year + years > date.max.year else day.replace(year=day.year + years, day=28)
