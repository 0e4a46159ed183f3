"""A yearly report as a workbook: the register of participants, its numbers, and what differs."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.exporting import Sheet
from reports.kept.rows import Row
from reports.kept.sheets import causes_sheet, changes_sheet
from reports.yearly import year_words
from reports.yearly.models import YearReport

# Of a line of the register and of sums, in the order of their heads.
REGISTER = ("name", "sex", "age", "origin", "batch", "program", "state", "hours", "percent", "results", "numbers")
SUMS = ("places", "finished", "left", "passed", "assessed", "papers")
LESSONS = ("planned_jp", "held_jp", "lost_jp")
MONTH = ("name", "began", "held", *LESSONS, "papers")
BATCH = ("name", "places", "finished", "left", *LESSONS, "percent", "passed", "assessed", "certified")
SERIES = ("name", "pattern", "given", "void", "in_force", "revoked", "replaced")


def sheets(report: YearReport, register: list[Row]) -> list[Sheet]:
    """The sheets; `register` are the rows of `year_words.register_rows`."""
    people = [_("Name"), _("Sex"), _("Age"), _("Place of birth"), _("Batch"), _("Program"), _("State")]
    people += [_("Hours"), _("Attendance"), _("Result per unit"), _("Certificate numbers")]
    became = [_("Participants"), _("Completed the training"), _("Left before the end")]
    units, lessons = [_("Units passed"), _("Units assessed")], [_("JP planned"), _("JP held"), _("JP lost")]
    papers = [_("In force"), _("Revoked"), _("Superseded")]
    return [
        Sheet(_("Register"), people, _cells(register, REGISTER)),
        Sheet(_("Figures"), [_("Figure"), _("Part"), _("Value"), _("Of")], _figures(report)),
        Sheet(_("Sums"), [_("Feature"), _("Group"), *became, *units, _("Papers"), _("Attendance")], _sums(report)),
        Sheet(
            _("Months"),
            [_("Month"), _("Began"), _("Sessions held"), *lessons, _("Papers")],
            _cells(year_words.month_rows(report), MONTH),
        ),
        Sheet(
            _("Batches"),
            [_("Batch"), *became, *lessons, _("Attendance"), *units, _("Certificates")],
            _cells(year_words.batch_rows(report), BATCH),
        ),
        Sheet(
            _("Instructors"),
            [_("Instructor"), _("Sessions held"), _("JP held")],
            _cells(report.figures["instructors"], ("name", "held", "jp")),
        ),
        Sheet(
            _("Number series"),
            [_("Paper"), _("Pattern"), _("Numbers given"), _("Void"), *papers],
            _cells(year_words.series_rows(report), SERIES),
        ),
        changes_sheet(year_words.change_rows(report), _("Batch")),
        causes_sheet(year_words.cause_rows(report), by_batch=True),
    ]


def _cells(rows: list[Row], names: tuple[str, ...]) -> Iterator[list[Any]]:
    return ([row[name] for name in names] for row in rows)


def _figures(report: YearReport) -> Iterator[list[Any]]:
    for code, label in year_words.LABELS.items():
        value = report.figures["whole"][code]
        if code == "attendance":
            yield [str(label), _("minutes"), value["held"], value["possible"]]
        elif isinstance(value, dict):
            parts = year_words.READER.parts(code, value)
            yield from ([str(label), part, count, None] for part, count in parts.items())
        else:
            yield [str(label), "", value, None]


def _sums(report: YearReport) -> Iterator[list[Any]]:
    for table in year_words.group_tables(report):
        for line in table["lines"]:
            yield [str(table["title"]), line["name"], *(line[name] for name in SUMS), line["percent"]]
