"""A monthly report as a workbook: its numbers, what differs, and the rows behind them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.exporting import Sheet
from reports.kept.rows import Row
from reports.kept.sheets import causes_sheet, changes_sheet, marks_sheet, people_sheet, sessions_sheet
from reports.monthly import report_words
from reports.monthly.models import MonthReport


def sheets(report: MonthReport, people: list[Row]) -> list[Sheet]:
    """The sheets; `people` are the rows of `counted_people.people_rows`."""
    return [
        Sheet(_("Figures"), [_("Batch"), _("Figure"), _("Part"), _("Value"), _("Of")], _figures(report)),
        changes_sheet(report_words.change_rows(report), _("Batch")),
        causes_sheet(report_words.cause_rows(report), by_batch=True),
        sessions_sheet(report, report_words.READER, by_batch=True),
        people_sheet(people, _("Batch")),
        marks_sheet(people, report_words.READER, by_batch=True),
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
