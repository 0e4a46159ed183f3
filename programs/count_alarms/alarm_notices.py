"""Notices about people and tools, on every page of those who must know until they are explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.backends import KNOWN_WITH_USER
from accounts.models import User
from core import access, clock
from core.statements import Statement
from core.templatetags.dates import day, hour, hour_span
from programs.count_alarms.count_alarms import HEARERS
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import OVERDUE_AFTER, overdue, reawaken
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from programs.tools.models import ToolIssue

Point = HeadCount.Point
# Sessions. Nobody reads more at once; the list of counts has them all.
MOST = 20


@dataclass(frozen=True)
class Notice:
    """One alarm of a session in words, about people or tools. It `is_loud` while numbers differ or are missing."""

    session: Session
    alarm: CountAlarm | None
    head: str
    text: str
    is_loud: bool
    is_tools: bool = False

    @property
    def url(self) -> str:
        """The page where it is dealt with."""
        page = "programs:tool_sheet" if self.is_tools else "programs:count_session"
        return reverse(page, args=[self.session.public_id])

    @property
    def link(self) -> str:
        """The text of the link."""
        return _("Open the tool sheet") if self.is_tools else _("Open the counts")

    @property
    def title(self) -> str:
        """The notice with its batch, for pages about something else."""
        return f"{self.head}, {self.of}: {self.text}"

    @property
    def of(self) -> str:
        """Batch and hours, with the day unless it is today, so that no two sessions read alike."""
        session = self.session
        is_today = session.date == clock.today(session.facility.time_zone)
        date = [] if is_today else [day(session.date)]
        return ", ".join([session.batch.name, *date, hour_span(session.starts_at, session.ends_at)])


def figure_words(point: str, people: int) -> str:
    """A number with what was counted, as officers say it on the radio."""
    words = {
        CountAlarm.EXPECTED: _("%(people)s expected"),
        CountAlarm.ROLL: _("%(people)s of them present or excused on the roll"),
        Point.LEFT_BLOCK: _("%(people)s set off"),
        Point.ARRIVED: _("%(people)s arrived at the workshop"),
        Point.LEFT_WORKSHOP: _("%(people)s left the workshop"),
        Point.BACK_IN_BLOCK: _("%(people)s back again"),
    }
    return words[point] % {"people": people}


def gap_words(before: int, after: int) -> str:
    """How many are missing or too many."""
    gap = abs(after - before)
    if after < before:
        return ngettext("%(count)s person missing", "%(count)s people missing", gap) % {"count": gap}
    return ngettext("%(count)s person too many", "%(count)s people too many", gap) % {"count": gap}


def differing_words(from_point: str, to_point: str, before: int, after: int) -> str:
    """Two differing numbers, each with what was counted."""
    if (from_point, to_point) == (Point.ARRIVED, CountAlarm.ROLL):
        present = _("%(people)s recorded as present") % {"people": after}
        return f"{figure_words(from_point, before)}, {present}"
    return f"{figure_words(from_point, before)}, {figure_words(to_point, after)}"


def pair_words(alarm: CountAlarm) -> str:
    """The two numbers of an alarm, or else whom the roll misses or what was not counted."""
    if alarm.before is None or alarm.after is None:
        return _uncounted_words(alarm)
    names = ", ".join(alarm.shown_names)
    if not alarm.is_of_roll:
        return _numbers_and_names(alarm, differing_words(*alarm.pair, alarm.before, alarm.after), names)
    sentence = _("absent on the roll, and why is not confirmed: %(names)s")
    return sentence % {"names": names}


def _numbers_and_names(alarm: CountAlarm, numbers: str, names: str) -> str:
    if not names:
        return numbers
    sentence = _("%(numbers)s; absent on the roll: %(names)s")
    if alarm.is_of_presence:
        sentence = _("%(numbers)s; corrected after the closing: %(names)s")
    return sentence % {"numbers": numbers, "names": names}


def _uncounted_words(alarm: CountAlarm) -> str:
    settled_at = alarm.agreed_at or alarm.explained_at
    if settled_at:
        return _late_words(alarm, settled_at)
    if alarm.pk and alarm.session.ends_at < clock.now():
        return _("counts stayed open after the session")
    session = alarm.session
    if session.ends_at < clock.now():
        return _("the session ended at %(hour)s") % {"hour": hour(session.ends_at)}
    if session.state == Session.State.FINALIZED:
        return _("the session is closed, and nobody has counted them back")
    return _("they set off, but nobody has counted them at the workshop")


def _late_words(alarm: CountAlarm, settled_at: datetime) -> str:
    session = alarm.session
    if settled_at > session.ends_at:
        return _("counts stayed open after the session")
    if session.finalized_at and alarm.raised_at >= session.finalized_at:
        return _("the session was closed before everybody was counted back")
    return _("they were not counted at the workshop in time")


def head_words(alarm: CountAlarm) -> str:
    """How many people are missing or too many, or that counts are missing."""
    if alarm.before is None or alarm.after is None:
        return _("Counts not complete")
    return gap_words(alarm.before, alarm.after)


def with_names(alarms: Iterable[CountAlarm]) -> list[CountAlarm]:
    """These alarms with the names that they are about; queries only if there are names."""
    found = list(alarms)
    keys = {name for alarm in found for name in alarm.names}
    if keys:
        rows = Enrollment.objects.filter(pk__in=keys).order_by("person__name_sort", "pk")
        names = {key: (person, name) for key, person, name in rows.values_list("pk", "person", "person__full_name")}
        access.shown(*(person for person, _name in names.values()))
        for alarm in found:
            alarm.shown_names = [name for key, (_person, name) in names.items() if key in alarm.names]
    return found


def tools_out(now: datetime) -> Q:
    """Closed or ended sessions with a tool that is neither returned nor reported missing."""
    return _is_over(now) & Q(Exists(ToolIssue.objects.open().filter(session=OuterRef("pk"))))


def _is_over(now: datetime) -> Q:
    return Q(state=Session.State.FINALIZED) | Q(ends_at__lt=now - OVERDUE_AFTER)


def _at_office() -> Exists:
    """For rows of users: whether anything at their office waits to be explained, whether or not they may see it."""
    now = clock.now()
    # Few alarms and tools are open at any time, while sessions are many.
    alarmed, with_tools = CountAlarm.objects.open().values("session"), ToolIssue.objects.open().values("session")
    loud = (overdue(now), Q(pk__in=alarmed), Q(pk__in=with_tools) & _is_over(now))
    of_facility = Session.objects.filter(facility=OuterRef("facility"))
    of_center = Session.objects.filter(batch__training_center=OuterRef("training_center"))
    return reduce(or_, (Exists(sessions.filter(one)) for sessions in (of_facility, of_center) for one in loud))


def _unexplained() -> QuerySet[CountAlarm]:
    return CountAlarm.objects.open().filter(session=OuterRef("pk"))


KNOWN_WITH_USER.add("has_alarm", _at_office)


def hears(user: User) -> bool:
    """Whether this user must know about differing counts."""
    return any(user.has_perm(name) for name in HEARERS)


def alarmed_sessions(user: User) -> list[Session]:
    """The sessions of `user` with an alarm about people or tools, at most MOST.

    Those with differing numbers come first, then other loud ones, then the settled, each the newest first: people who
    are missing are told, however many newer sessions wait.
    """
    return _ALARMED(user=user)


def _alarmed(user: User) -> QuerySet[Session]:
    now = clock.now()
    waiting = Session.objects.visible_to(user).filter(overdue(now) | Exists(_unexplained()) | tools_out(now))
    told = {"is_overdue": overdue(now), "has_tools_out": tools_out(now)}
    flags = {name: ExpressionWrapper(one, output_field=BooleanField()) for name, one in told.items()}
    found = waiting.annotate(**flags).select_related("batch__facility", "facility")
    loud = _unexplained().filter(agreed_at=None)
    is_loud = Exists(loud) | overdue(now) | tools_out(now)
    rank = Case(When(Exists(loud.filter(before__isnull=False)), then=0), When(is_loud, then=1), default=2)
    return found.order_by(rank, "-starts_at", "-pk")[:MOST]


_ALARMED = Statement(_alarmed, by_day=True)


@Statement
def _open_alarms(sessions: list[int]) -> QuerySet[CountAlarm]:
    return CountAlarm.objects.open().filter(session__in=sessions)


def notices_for(user: User) -> list[Notice]:
    """The notices that `user` sees, loud ones first; no query on a quiet day, two or three otherwise."""
    if not user.is_authenticated or user.has_alarm is False or not hears(user):
        return []
    return _read(user) if user.alarm_notices is None else user.alarm_notices


def keep_notices(user: User) -> None:
    """Loads the notices once for a page that shows them in several places; `user` must belong to this request only."""
    user.alarm_notices = notices_for(user)


def _read(user: User) -> list[Notice]:
    sessions = alarmed_sessions(user)
    alarms: dict[int, list[CountAlarm]] = {session.pk: [] for session in sessions}
    for alarm in with_names(_open_alarms(sessions=list(alarms)) if alarms else []):
        alarms[alarm.session_id].append(alarm)
    found = [
        notice_of(session, alarm) for session in sessions for alarm in _heaviest_first(session, alarms[session.pk])
    ]
    found += _tool_notices([session for session in sessions if session.has_tools_out])
    # People lost on the way back may have escaped, so these come first, whatever the session.
    return sorted(found, key=lambda one: (not one.is_loud, one.alarm.gap if one.alarm and one.alarm.is_not_back else 0))


def _tool_notices(sessions: list[Session]) -> list[Notice]:
    if not sessions:
        return []
    out = Count("pk", filter=Q(returned=""))
    rows = (
        ToolIssue.objects.filter(session__in=sessions)
        .order_by()
        .values("session")
        .annotate(issued=Count("pk"), out=out)
    )
    by_session = {session.pk: session for session in sessions}
    return [_tool_notice(by_session[row["session"]], row["issued"], row["out"]) for row in rows if row["out"]]


def _tool_notice(session: Session, issued: int, out: int) -> Notice:
    head = ngettext("%(count)s tool not back", "%(count)s tools not back", out) % {"count": out}
    text = _("%(issued)s handed out, %(back)s returned") % {"issued": issued, "back": issued - out}
    return Notice(session, None, head, text, is_loud=True, is_tools=True)


def _heaviest_first(session: Session, alarms: list[CountAlarm]) -> list[CountAlarm]:
    # Missing counts have no row until somebody acts on them.
    if session.is_overdue:
        alarms = alarms if any(alarm.is_of_counting for alarm in alarms) else [*alarms, CountAlarm(session=session)]
        reawaken(alarms)
    return sorted(alarms, key=lambda alarm: alarm.weight, reverse=True)


def _settled_words(alarm: CountAlarm) -> tuple[str, str]:
    """Head and text for what was wrong but no longer is."""
    if alarm.is_of_roll:
        return _("Absent without a reason at first, now accounted for"), ", ".join(alarm.shown_names)
    if alarm.is_of_counting:
        return _("Counted late"), pair_words(alarm)
    return _("Counts differed, now they agree"), _("before: %(numbers)s") % {"numbers": pair_words(alarm)}


def words_of(alarm: CountAlarm) -> tuple[str, str]:
    """Head and text of an open alarm."""
    if alarm.agreed_at:
        return _settled_words(alarm)
    return head_words(alarm), pair_words(alarm)


def notice_of(session: Session, alarm: CountAlarm) -> Notice:
    """The notice of one alarm, loud while numbers differ or are missing."""
    alarm.session = session
    return Notice(session, alarm, *words_of(alarm), alarm.agreed_at is None)
