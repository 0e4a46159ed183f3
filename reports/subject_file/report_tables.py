"""Tables about a person in kept reports: monthly ones of the facility alone, closing ones of both offices."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.closing.models import ClosingReportPlace
from reports.monthly.models import MonthReportPlace
from reports.subject_file.columns import Column, Table, Value, batch_column, of_center
from reports.yearly.models import YearReportPlace


def _marks(row: Any, reader: User) -> Value:
    return len(row.rows["marks"])


def _minutes(row: Any, reader: User) -> Value:
    return sum(mark["minutes_present"] for mark in row.rows["marks"])


def _results(row: Any, reader: User) -> Value:
    return ", ".join(f"{result['code']} {result['result']}" for result in row.rows["results"])


def _papers(row: Any, reader: User) -> Value:
    return len(row.rows["certificates"])


def _year_minutes(row: Any, reader: User) -> Value:
    return sum(place["held"] for place in row.rows["places"])


COUNTED = (
    Column("marks", _("Sessions with a mark"), width=24, read=_marks),
    Column("minutes_present", _("Minutes present"), width=24, read=_minutes),
    Column("results", _("Results"), read=_results, names_nobody=True),
    Column("papers", _("Papers issued"), read=_papers),
    Column("number", _("Number of the report"), "report__number"),
    Column("made_at", _("Made at"), "report__made_at"),
    Column("made_by", _("Made by"), "report__made_by"),
)
REPORTS = (
    Table(
        "month_reports",
        _("Monthly reports in which the person is counted"),
        MonthReportPlace,
        (
            Column("month", _("Month"), "report__month", 24),
            batch_column("enrollment__batch", 40),
            *COUNTED,
        ),
        person=("enrollment__person",),
        related=("report__made_by", "enrollment__batch"),
        order=("report__month", "report__number", "pk"),
        # Places, marks and results that it counts stand in their own tables, in all their words.
        also=frozenset({"rows"}),
    ),
    Table(
        "closing_reports",
        _("Closing reports in which the person is counted"),
        ClosingReportPlace,
        (batch_column("enrollment__batch", 64), *COUNTED),
        person=("enrollment__person",),
        related=("report__made_by", "enrollment__batch"),
        order=("report__batch", "report__number", "pk"),
        for_center=of_center("enrollment__batch"),
        # Places, marks and results that it counts stand in their own tables, in all their words.
        also=frozenset({"rows"}),
    ),
    Table(
        "year_reports",
        _("Yearly reports in which the person is counted"),
        YearReportPlace,
        (
            Column("year", _("Year"), "report__year", 24),
            batch_column("enrollment__batch", 40),
            Column("minutes_present", _("Minutes present"), width=24, read=_year_minutes),
            *COUNTED[2:],
        ),
        person=("enrollment__person",),
        related=("report__made_by", "enrollment__batch"),
        order=("report__year", "report__number", "pk"),
        for_facility=False,
        for_center=of_center("enrollment__batch"),
        # Places, marks and results that it counts stand in their own tables, in all their words.
        also=frozenset({"rows"}),
    ),
)
