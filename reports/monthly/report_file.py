"""A monthly report as a workbook: its numbers, what differs, and the rows behind them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.exporting import Sheet
from reports.kept import words
from reports.kept.rows import Row
from reports.monthly import report_words
from reports.monthly.models import MonthReport


def sheets(report: MonthReport, people: list[Row]) -> list[Sheet]:
    """The sheets; `people` are the rows of `counted_people.people_rows`."""
    return [
        Sheet(_("Figures"), [_("Batch"), _("Figure"), _("Part"), _("Value"), _("Of")], _figures(report)),
        Sheet(_("What differs"), [_("Batch"), _("Figure"), _("Before"), _("Now")], _changes(report)),
        Sheet(
            _("Why"),
            [_("Rows"), _("What"), _("Batch"), _("Day"), _("Before"), _("Now"), _("Who"), _("Reason")],
            _why(report),
        ),
        Sheet(
            _("Sessions"),
            [_("Day"), _("Batch"), _("Room"), "JP", _("State"), _("Cause"), _("Made up on")],
            _sessions(report),
        ),
        Sheet(
            _("Participants"),
            [_("Name"), _("Batch"), _("Attendance"), _("Marks"), _("Results"), _("Papers"), _("Left before the end")],
            _people(people),
        ),
        Sheet(
            _("Marks"),
            [_("Name"), _("Batch"), _("Day"), _("Status"), _("Minutes present"), _("Minutes possible")],
            _marks(people),
        ),
    ]


def _figures(report: MonthReport) -> Iterator[list[Any]]:
    yield from _numbers(_("Whole facility"), report.figures["whole"])
    for row in report_words.batch_rows(report):
        yield from _numbers(row["name"], row)


def _numbers(name: str, figures: Row) -> Iterator[list[Any]]:
    for code, label in report_words.LABELS.items():
        value = figures[code]
        if code == "attendance":
            yield [name, str(label), _("minutes"), value["held"], value["possible"]]
        elif isinstance(value, dict):
            yield from (
                [name, str(label), report_words.READER.part(code, part), count, None] for part, count in value.items()
            )
        else:
            yield [name, str(label), "", value, None]


def _changes(report: MonthReport) -> Iterator[list[Any]]:
    for row in report_words.change_rows(report):
        yield [row["name"], row["label"], row["was"], row["now"]]


def _why(report: MonthReport) -> Iterator[list[Any]]:
    for row in report_words.cause_rows(report):
        yield [row["count"], str(row["part"]), row["batch"], row["day"], row["was"], row["now"], row["who"], row["why"]]


def _sessions(report: MonthReport) -> Iterator[list[Any]]:
    for row in words.session_rows(report, report_words.READER):
        day = date.fromisoformat(row["date"])
        yield [day, row["batch_name"], row["room"], row["jp"], row["state_word"], row["cause"], row["made_up"]]


def _people(people: list[Row]) -> Iterator[list[Any]]:
    for row in people:
        place = row["place"]
        words = [row[name] for name in ("attendance", "marks", "results", "papers", "left")]
        yield [place.person.full_name, place.batch.name, *words]


def _marks(people: list[Row]) -> Iterator[list[Any]]:
    for row in people:
        place = row["place"]
        for mark in sorted(row["rows"]["marks"], key=lambda mark: (mark["date"], mark["session"])):
            status = report_words.READER.part("marks", mark["status_code"])
            minutes = mark["minutes"] if mark["is_possible"] else 0
            day = date.fromisoformat(mark["date"])
            yield [place.person.full_name, place.batch.name, day, status, mark["minutes_present"], minutes]
