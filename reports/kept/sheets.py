"""Sheets that the workbooks of all kept reports have. `by_batch`: whether their rows are of several batches."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.exporting import Sheet
from reports.kept import words
from reports.kept.models import KeptReport
from reports.kept.rows import Row
from reports.kept.words import Reader


def changes_sheet(changes: list[Row], named: str) -> Sheet:
    """Each number that differs (`change_rows`); `named` is what the number is of."""
    cells = ([row["name"], row["label"], row["was"], row["now"]] for row in changes)
    return Sheet(_("What differs"), [named, _("Figure"), _("Before"), _("Now")], cells)


def causes_sheet(causes: list[Row], *, by_batch: bool) -> Sheet:
    """The rows why they differ (`cause_rows`)."""
    heads = [
        _("Rows"),
        _("What"),
        *_batch(by_batch, _("Batch")),
        _("Day"),
        _("Before"),
        _("Now"),
        _("Who"),
        _("Reason"),
    ]
    names = ("count", "part", *_batch(by_batch, "batch"), "day", "was", "now", "who", "why")
    return Sheet(_("Why"), heads, ([row[name] for name in names] for row in causes))


def sessions_sheet(report: KeptReport, reader: Reader, *, by_batch: bool) -> Sheet:
    """All sessions that the report counts."""
    heads = [_("Day"), *_batch(by_batch, _("Batch")), _("Room"), "JP", _("State"), _("Cause"), _("Made up on")]
    names = (*_batch(by_batch, "batch_name"), "room", "jp", "state_word", "cause", "made_up")
    rows = words.session_rows(report, reader)
    cells = ([date.fromisoformat(row["date"]), *(row[name] for name in names)] for row in rows)
    return Sheet(_("Sessions"), heads, cells)


def people_sheet(people: list[Row], beside: str) -> Sheet:
    """What the report counts of each place; `beside` is the head of what stands beside their names."""
    heads = [_("Name"), beside, _("Attendance"), _("Marks"), _("Results"), _("Papers"), _("Left before the end")]
    names = ("beside", "attendance", "marks", "results", "papers", "left")
    cells = ([row["place"].person.full_name, *(row[name] for name in names)] for row in people)
    return Sheet(_("Participants"), heads, cells)


def marks_sheet(people: list[Row], reader: Reader, *, by_batch: bool) -> Sheet:
    """Every mark that the report counts."""
    heads = [
        _("Name"),
        *_batch(by_batch, _("Batch")),
        _("Day"),
        _("Status"),
        _("Minutes present"),
        _("Minutes possible"),
    ]
    return Sheet(_("Marks"), heads, _marks(people, reader, by_batch))


def _marks(people: list[Row], reader: Reader, by_batch: bool) -> Iterator[list[Any]]:
    for row in people:
        place = row["place"]
        named = [place.person.full_name, *_batch(by_batch, place.batch.name)]
        for mark in sorted(row["rows"]["marks"], key=lambda mark: (mark["date"], mark["session"])):
            status = reader.part("marks", mark["status_code"])
            minutes = mark["minutes"] if mark["is_possible"] else 0
            yield [*named, date.fromisoformat(mark["date"]), status, mark["minutes_present"], minutes]


def _batch(by_batch: bool, value: Any) -> list[Any]:
    return [value] if by_batch else []
