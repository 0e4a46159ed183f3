"""Sessions and announced absences as lists: their columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.listing import Column, Listing, words_of
from core.templatetags.dates import hour_span


def _state(session: Any) -> str:
    return words_of("programs/attendance/_session_state.html", session=session, now=clock.now())


def _teacher(session: Any) -> str:
    return session.instructor.full_name


def _touched(absence: Any) -> str:
    return ", ".join(f"{one.batch} {hour_span(one.starts_at, one.ends_at)}" for one in absence.touched)


SESSIONS = Listing(
    title=_("Sessions"),
    subject="programs.session",
    what="list of sessions",
    usual="when",
    columns=(
        Column("batch", _("Session"), lambda one: one.batch.name, ("batch__name", "starts_at")),
        Column("room", _("Room"), lambda one: one.room, kind="file"),
        Column("when", _("Day and time"), lambda one: one.date, ("starts_at",)),
        Column("hours", _("Hours"), lambda one: hour_span(one.starts_at, one.ends_at), kind="file"),
        Column("jp", "JP", lambda one: one.jp, kind="file"),
        Column("unit", _("Unit"), lambda one: one.unit.title, ("unit__title", "starts_at")),
        Column("teacher", _("Instructor"), _teacher, ("instructor__full_name", "starts_at")),
        Column("present", _("Present"), lambda one: one.present if one.marked else None, kind="num"),
        Column("marked", _("Marked"), lambda one: one.marked, kind="file"),
        Column("state", _("State"), _state),
    ),
)
ABSENCES = Listing(
    title=_("Known absences"),
    subject="programs.knownabsence",
    what="list of known absences",
    usual="when",
    permission="inmates.export_people",
    columns=(
        Column("name", _("Name"), lambda one: one.person.full_name, ("person__name_sort",)),
        Column("reason", _("Reason"), lambda one: one.status.label, ("status__position",)),
        Column("where", _("Where to"), lambda one: one.destination, kind="file"),
        Column("when", _("From – until"), order=("starts_at",)),
        Column("from", _("From"), lambda one: one.starts_at, kind="file"),
        Column("until", _("Until"), lambda one: one.ends_at, kind="file"),
        Column("known", _("Known from"), lambda one: one.source, ("recorded_at",)),
        Column("sessions", _("Sessions"), _touched),
        Column("change", _("Change")),
        Column("back", _("Taken back"), lambda one: one.withdrawn_at, kind="file"),
    ),
)
