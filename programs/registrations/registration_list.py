"""Who registered for a public class, as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of
from programs.batches.models import Batch
from programs.entry_rules.verdicts import unmet
from programs.registrations import registered_blocks, registering
from programs.registrations.entry_answers import answers_of
from programs.registrations.models import Registration


def _state(row: Registration) -> str:
    return words_of("programs/registrations/_registration_state.html", row=row)


REGISTRATIONS = Listing(
    title=_("Registration"),
    subject="programs.registration",
    what="list of registrations",
    usual="name",
    tie=("person__name_sort", "pk"),
    columns=(
        Column("name", _("Name"), lambda row: row.person.full_name, ("person__name_sort",)),
        Column("born", _("Date of birth"), lambda row: row.person.birth_date, kind="file"),
        Column("way", _("how registered"), lambda row: row.get_way_display(), kind="file"),
        Column("on", _("Registered on"), lambda row: row.registered_at, ("registered_at",), kind="file"),
        Column("blocks", _("Blocks of units"), lambda row: ", ".join(row.blocks), kind="file"),
        Column("state", _("State"), _state, ("state",)),
        Column("lacks", _("Missing"), lambda row: ", ".join(map(str, row.lacks)), kind="file"),
        Column("unmet", _("Rules not met"), lambda row: " ".join(str(one.message) for one in row.unmet), kind="file"),
        Column("acts", _("What to do"), kind="hidden"),
    ),
)


def prepare(rows: list, *, batch: Batch) -> None:
    """Adds to each registration what it lacks, which rules it does not meet and whether the course has begun."""
    answers = answers_of(batch, [row for row in rows if row.state == Registration.State.NEW])
    courses = registered_blocks.courses_of(batch, rows)
    for row in rows:
        row.batch = batch
    signed = registering.signed_for_children(rows)
    for row in rows:
        row.is_late = registered_blocks.has_begun(courses[row.pk])
        row.lacks = registering.missing(row, signed_for=signed) if row.state == Registration.State.NEW else []
        row.unmet = unmet(answers.get(row.pk, []))
