"""A closing report as a workbook: its numbers, what differs, and the rows behind them, as the reader may know them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.exporting import Sheet
from reports.closing import closing_words
from reports.closing.models import ClosingReport
from reports.kept.rows import Row
from reports.kept.sheets import causes_sheet, changes_sheet, marks_sheet, people_sheet, sessions_sheet
from reports.kept.words import Reader


def sheets(report: ClosingReport, people: list[Row], reader: Reader) -> list[Sheet]:
    """The sheets; `people` are the rows of `counted_people.people_rows`."""
    found = [
        Sheet(_("The batch"), [_("Fact"), _("Value")], _facts(report, reader)),
        Sheet(_("Figures"), [_("Figure"), _("Part"), _("Value"), _("Of")], _figures(report, reader)),
        Sheet(
            _("Units"),
            [_("Code"), _("Unit"), "JP", _("JP held"), _("JP lost"), _("Attendance"), _("Assessed"), _("Passed")],
            _units(report),
        ),
        Sheet(_("Groups"), [_("Feature"), _("Group"), _("Figure"), _("Value")], _groups(report, reader)),
        changes_sheet(closing_words.change_rows(report, reader), _("Unit")),
        causes_sheet(closing_words.cause_rows(report, reader), by_batch=False),
        sessions_sheet(report, reader, by_batch=False),
        people_sheet(people, _("State")),
        marks_sheet(people, reader, by_batch=False),
    ]
    if reader.sees("applications"):
        heads = [_("Decision"), _("Sex"), _("Age on the first day")]
        found.append(Sheet(_("Applications"), heads, _applications(report, reader)))
    return found


def _facts(report: ClosingReport, reader: Reader) -> Iterator[list[Any]]:
    # This file has names, and outside the detention center nothing beside a name may say where somebody was.
    hidden = set() if reader.for_facility else {_("Detention center"), _("Agreement"), _("Fund")}
    for label, value in closing_words.fact_rows(report, reader):
        if label not in hidden:
            yield [label, value]


def _figures(report: ClosingReport, reader: Reader) -> Iterator[list[Any]]:
    whole = report.figures["whole"]
    for code, label in closing_words.labels_for(reader).items():
        value = whole.get(code)
        if code == "attendance":
            yield [str(label), _("minutes"), value["held"], value["possible"]]
        elif isinstance(value, dict):
            yield from ([str(label), part, count, None] for part, count in reader.parts(code, value).items())
        elif value is not None:
            yield [str(label), "", value, None]


def _units(report: ClosingReport) -> Iterator[list[Any]]:
    for row in closing_words.unit_rows(report):
        names = ("name", "title", "jp", "held_jp", "lost_jp", "percent", "assessed", "passed")
        yield [row[name] for name in names]


def _groups(report: ClosingReport, reader: Reader) -> Iterator[list[Any]]:
    for table in closing_words.group_tables(report, reader):
        for line in table["lines"]:
            for head, cell in zip(table["heads"], line["cells"], strict=True):
                yield [str(table["title"]), line["group"], str(head), cell]


def _applications(report: ClosingReport, reader: Reader) -> Iterator[list[Any]]:
    for row in report.rows["applications"]:
        yield [reader.word(name, row[name]) for name in ("decision", "sex", "age")]
