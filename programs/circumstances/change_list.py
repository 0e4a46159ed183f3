"""Changes of circumstance as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of


def _state(change: Any) -> str:
    return words_of("programs/circumstances/_change_state.html", change=change)


def _recorder(change: Any) -> str:
    return change.recorded_by.full_name if change.recorded_by else ""


CHANGES_RECORDED = Listing(
    title=_("Changes of circumstance"),
    subject="inmates.circumstance",
    what="list of changes of circumstance",
    usual="-recorded",
    permission="inmates.export_people",
    columns=(
        Column("name", _("Name"), lambda change: change.person.full_name, ("person__name_sort",)),
        Column("what", _("What"), lambda change: change.get_kind_display(), ("kind",)),
        Column("where", _("Where to"), lambda change: change.destination_name, kind="file"),
        Column("state", _("State"), _state),
        Column("day", _("Day"), lambda change: change.happened_on, ("happened_on",)),
        Column("recorded", _("Recorded"), lambda change: change.recorded_at, ("recorded_at",)),
        Column("recorder", _("Recorded by"), _recorder, kind="file"),
        Column("acts", _("Actions"), kind="hidden"),
    ),
)
