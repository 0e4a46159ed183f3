"""What a yearly report keeps beside its rows: all numbers, and the words that are printed with them."""

from typing import Any

from accounts.models import TrainingCenter, User
from outcomes.effect.models import OutcomeReport
from reports.kept import sums
from reports.kept.rows import Row
from reports.yearly.year_figures import TRAITS, figures_by_batch, figures_of, groups_of, months_of, series_of
from reports.yearly.year_rows import YearRows


def kept_figures(center: TrainingCenter, year: int, rows: YearRows) -> dict[str, Any]:
    """All that a report prints, from its rows; what became of people is taken from kept reports of outcomes alone."""
    named = {row["batch"]: row for row in (*rows.sessions, *rows.places)}
    return {
        "center": center.name,
        "whole": figures_of(rows).plain(),
        "batches": {
            str(key): {"name": named[key]["batch_name"] if key in named else "", **found.plain()}
            for key, found in figures_by_batch(rows).items()
        },
        "tables": {trait: groups_of(rows, trait) for trait in TRAITS},
        "months": months_of(rows, year),
        "instructors": _instructors(rows),
        "series": series_of(rows),
        "outcomes": _outcomes(center, year),
    }


def _instructors(rows: YearRows) -> list[Row]:
    """Who taught, with sessions and JP held, by name."""
    taught = sums.held_by(rows.sessions, "instructor")
    names = dict(User.objects.filter(pk__in=taught).values_list("pk", "full_name"))
    return sorted(({"name": names[key], **held} for key, held in taught.items()), key=lambda row: row["name"])


def _outcomes(center: TrainingCenter, year: int) -> list[Row]:
    """How many people the newest kept report of each wave of the year counts; it says the rest itself."""
    newest: dict[str, Row] = {}
    found = OutcomeReport.objects.filter(office=center.code, year=year).order_by("day", "pk")
    for report in found.only("wave", "day", "figures"):
        newest[report.wave] = {"wave": report.wave, "day": report.day.isoformat(), "people": report.figures["n"]}
    return [newest[wave] for wave in sorted(newest)]
