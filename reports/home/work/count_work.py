"""Head counts and the closing of sessions, for guards and workshop staff."""

from collections.abc import Iterator

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

# More alarms than this, all shown above the tasks already, are combined into one task that links to the list.
MOST_TASKS = 3


def panels_for(user: User) -> list[count_sheet.Panel]:
    """The user's loud alarms for the top of the page, each with its own names."""
    return count_sheet.panels_of((one for one in alarm_notices.notices_for(user) if one.is_loud), user)


@waits_for("programs.count_at_block", "programs.count_at_workshop", "programs.view_count")
def counts_differ(user: User) -> Iterator[Task]:
    """Unexplained alarms: loud ones, and those whose numbers now agree."""
    # Missing tools have a task of their own.
    notices = [one for one in alarm_notices.notices_for(user) if not one.is_tools]
    loud = [one for one in notices if one.is_loud]
    explained = count_alarms.explained_by_others(user, {one.session for one in notices})
    if len(loud) > MOST_TASKS:
        yield _alarms(len(loud), _note(user, is_own=all(one.session.pk in explained for one in loud)))
    for one in notices:
        if not one.is_loud or len(loud) <= MOST_TASKS:
            yield _alarm(one, _note(user, is_own=one.session.pk in explained))


def _note(user: User, *, is_own: bool) -> str:
    """What the reader may do about an alarm; `is_own` is true if the reader counted there."""
    if not user.has_perm(count_alarms.EXPLAIN):
        return _("Until a supervisor has explained it")
    if is_own:
        return _("You counted there: another supervisor or the head explains it")
    return _("Explain it when it is cleared up")


def _alarms(count: int, note: str) -> Task:
    title = ngettext("%(count)d head count alarm is open", "%(count)d head count alarms are open", count)
    return Task("bad", "triangle-alert", title % {"count": count}, reverse("programs:count_list"), note, _("Alarm"))


def _alarm(notice: alarm_notices.Notice, note: str) -> Task:
    return Task(
        kind="bad" if notice.is_loud else "warn",
        icon_name="triangle-alert",
        title=notice.title,
        url=notice.url,
        note=note,
        word=_("Alarm") if notice.is_loud else _("Not explained"),
    )


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
