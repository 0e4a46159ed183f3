"""Batches to be assessed, as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

TO_ASSESS = Listing(
    title=_("Assessment"),
    subject="programs.batch",
    what="list of assessments",
    usual="-day",
    columns=(
        Column("name", _("Batch"), lambda batch: batch.name, ("name",)),
        Column("program", _("Program"), lambda batch: str(batch.version.program), kind="file"),
        Column("day", _("Assessment on"), lambda batch: batch.assessment_on, ("assessment_on",)),
        Column("people", _("Participants"), lambda batch: batch.taken, kind="num"),
        Column("units", _("Units"), lambda batch: batch.units, kind="num"),
        Column("results", _("Results"), lambda batch: batch.graded, ("graded",), kind="num"),
        Column("state", _("State")),
    ),
)
