"""Batches that select, as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

SELECTIONS = Listing(
    title=_("Selection"),
    subject="programs.batch",
    what="list of selections",
    usual="-course",
    columns=(
        Column("name", _("Batch"), lambda batch: batch.name, ("name",)),
        Column("program", _("Program"), lambda batch: batch.version.program.name, kind="file"),
        Column("course", _("Course"), order=("starts_on",)),
        Column("starts", _("First day"), lambda batch: batch.starts_on, kind="file"),
        Column("ends", _("Last day"), lambda batch: batch.ends_on, kind="file"),
        Column("candidates", _("Candidates"), lambda batch: batch.candidates, ("candidates",), kind="num"),
        Column("undecided", _("Undecided"), lambda batch: batch.undecided, ("undecided",), kind="num"),
        Column("admitted", _("Admitted"), lambda batch: batch.admitted, ("admitted",), kind="num"),
        Column("taken", _("Places taken"), lambda batch: batch.enrolled, kind="num"),
        Column("places", _("Places"), lambda batch: batch.capacity, kind="file"),
        Column("state", _("State"), lambda batch: batch.get_state_display(), ("state",)),
    ),
)
