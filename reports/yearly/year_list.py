"""Yearly reports as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from reports.kept.report_lists import COLUMNS

YEARS = Listing(
    title=_("Yearly reports"),
    subject="reports.yearreport",
    what="list of yearly reports",
    usual="-year",
    tie=("number", "pk"),
    columns=(Column("year", _("Year"), lambda report: report.year, ("year",)), *COLUMNS),
)
