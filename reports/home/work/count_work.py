"""Head counts and the closing of sessions, for guards and workshop staff."""

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from programs.attendance.missing_rolls import rolls_begun
from programs.count_alarms import alarm_notices, count_alarms, count_sheet
from programs.count_alarms.open_counts import open_sessions
from programs.timetable.models.sessions import Session
from reports.home.task import Task, counted_for, waits_for


def panels_for(user: User) -> list[count_sheet.Panel]:
    """The user's loud alarms for the top of the page, each with its own names and what the user may do about it."""
    loud = [one for one in alarm_notices.notices_for(user) if one.is_loud]
    notes = _notes(user, loud)
    panels = count_sheet.panels_of(loud, user)
    return [replace(panel, note=note) for panel, note in zip(panels, notes, strict=True)]


@waits_for("programs.count_at_block", "programs.count_at_workshop", "programs.view_count")
def counts_differed(user: User) -> Iterator[Task]:
    """Unexplained alarms whose numbers agree by now; loud ones stand above all tasks."""
    # Missing tools have a task of their own.
    notices = [one for one in alarm_notices.notices_for(user) if not one.is_tools and not one.is_loud]
    for notice, note in zip(notices, _notes(user, notices), strict=True):
        yield Task("warn", "triangle-alert", notice.title, notice.url, note, _("Not explained"))


def _notes(user: User, notices: list[alarm_notices.Notice]) -> list[str]:
    """What the reader may do about each notice; nothing about tools."""
    explained = count_alarms.explained_by_others(user, {one.session for one in notices if not one.is_tools})
    return ["" if one.is_tools else _note(user, is_own=one.session.pk in explained) for one in notices]


def _note(user: User, *, is_own: bool) -> str:
    """What the reader may do about an alarm; `is_own` is true if the reader counted there."""
    if not user.has_perm(count_alarms.EXPLAIN):
        return _("Until a supervisor has explained it")
    if is_own:
        return _("You counted there: another supervisor or the head explains it")
    return _("Explain it when it is cleared up")


def _open(user: User) -> dict[str, QuerySet[Session]]:
    """Open counts of the reader's side (or both, with both roles), and sessions to be closed."""
    waiting = open_sessions(user)
    rows = {"open": waiting, "late": waiting.filter(ends_at__lt=clock.now())}
    if user.has_perm("programs.finalize_session"):
        rows["to_close"] = rolls_begun(user)
    return rows


@counted_for("programs.count_at_block", "programs.count_at_workshop", rows=_open)
def counts_open(count: dict[str, int]) -> Iterator[Task]:
    """Sessions with open counts, and sessions whose roll was begun but which are not closed yet."""
    if count["open"]:
        yield _open_counts(count["open"], count["late"])
    if count["to_close"]:
        yield _sessions_open(count["to_close"])


def _open_counts(count: int, late: int) -> Task:
    title = ngettext("Open counts at %(count)d session", "Open counts at %(count)d sessions", count)
    note = ngettext("%(late)d session ended without a head count", "%(late)d sessions ended without a head count", late)
    return Task(
        kind="bad" if late else "info",
        icon_name="users",
        title=title % {"count": count},
        url=reverse("programs:count_list", query={"view": "count"}),
        note=note % {"late": late} if late else _("Write down how many left and how many arrived"),
        word=_("Late") if late else _("Now"),
    )


def _sessions_open(count: int) -> Task:
    title = ngettext("%(count)d session is still open", "%(count)d sessions are still open", count)
    return Task(
        kind="warn",
        icon_name="clipboard-check",
        title=title % {"count": count},
        url=reverse("programs:session_list", query={"view": "begun"}),
        note=_("Close it when every count is there, or let a supervisor write why"),
        word=_("Open"),
    )
