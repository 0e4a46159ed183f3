"""Kept reports as lists: the columns that all kinds share, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column
from reports.kept import words

# After those that say of what a report is. A view sets `state_words` as it tells who has not approved yet.
COLUMNS = (
    Column("report", _("The report"), words.title_of, ("number",)),
    Column("made", _("Made"), lambda report: report.made_at, ("made_at",)),
    Column("by", _("Made by"), lambda report: report.made_by.full_name, kind="file"),
    Column("state", _("State"), lambda report: report.state_words),
)
