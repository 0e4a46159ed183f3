"""When head counts raise an alarm, and how it ends: guards look and count again, a supervisor explains.

Each count is held against the one before it, the first against the list. Numbers that agree again end the loud notice
and not the alarm: what was wrong stays on the work list until somebody with authority has written why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.attendance.session_closing import Closing, session_closes
from programs.count_alarms.known_reasons import roll_tells
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.head_counts.count_records import Counted, counted_side, counts_are_written, figures_for, in_words
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

Point = HeadCount.Point
EXPECTED = CountAlarm.EXPECTED
# Everybody who counts or reads the counts of the facility is alarmed.
COUNTERS = ("programs.count_at_block", "programs.count_at_workshop")
HEARERS = (*COUNTERS, "programs.view_count")
EXPLAIN = "programs.explain_count"
# As long as a class needs to walk back and to be counted at the door.
OVERDUE_AFTER = timedelta(minutes=10)
# After that an uncounted session is a matter of records, no longer of somebody who may be missing: it stays on the list
# of open counts without the red notice. Sessions of before this existed are not all alarmed at once either.
LOUD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Difference:
    """Two numbers that ought to be one, `from_point` before `to_point`; `newest` is the later count of the two."""

    from_point: str
    before: int
    to_point: str
    after: int
    newest: HeadCount

    @property
    def is_of_two_counts(self) -> bool:
        """Whether both numbers were counted, and none stands on the list."""
        return self.from_point != EXPECTED


def differences(standing: Mapping[str, HeadCount]) -> list[Difference]:
    """Where the counts that stand, by point, differ from the one before or from the list; in the order of the day."""
    counts = [standing[point] for point in Point if point in standing]
    found = []
    if counts and counts[0].expected is not None and counts[0].expected != counts[0].people:
        first = counts[0]
        found.append(Difference(EXPECTED, first.expected or 0, first.point, first.people, first))
    for one, other in pairwise(counts):
        if one.people != other.people:
            newest = max(one, other, key=lambda count: count.pk)
            found.append(Difference(one.point, one.people, other.point, other.people, newest))
    return found


def missing_points(standing: Iterable[str]) -> list[Point]:
    """The points that nobody has counted."""
    known = set(standing)
    return [point for point in Point if point not in known]


def is_overdue(session: Session, standing: Iterable[str]) -> bool:
    """Whether a count is open though the session is over and everybody had the time to walk back."""
    late_from = session.ends_at + OVERDUE_AFTER
    is_late = late_from < clock.now() < session.ends_at + LOUD_FOR
    if session.state != Session.State.PLANNED or not is_late or not missing_points(standing):
        return False
    return not session.count_alarms.filter(explained_at__gt=late_from).exists()


@counts_are_written.register
def look(counted: Counted) -> CountAlarm | None:
    """Raises the alarm of the session, or brings it up to date."""
    session, by = counted.session, counted.by
    alarm, standing = session.count_alarms.open().first(), _standing(session)
    differing = _not_explained(session, differences(standing))
    if differing:
        return _raise(session, by, differing, alarm)
    if alarm and alarm.agreed_at is None and (alarm.before is not None or not missing_points(standing)):
        alarm.agreed_at = clock.now()
        alarm.save(update_fields=["agreed_at"])
        heads = {point.value: standing[point].people for point in Point if point in standing}
        audit.record("session.counts_agree", by=by, target=session, alarm=alarm.pk, heads=heads)
    return alarm


def _standing(session: Session) -> dict[str, HeadCount]:
    return {count.point: count for count in session.head_counts.standing()}


def _not_explained(session: Session, found: list[Difference]) -> list[Difference]:
    if not found:
        return []
    explained = session.count_alarms.filter(explained_at__isnull=False).order_by("pk").last()
    known = (explained.last_count_id or 0) if explained else 0
    return [one for one in found if one.newest.pk > known]


def _weight(one: Difference) -> tuple[int, bool]:
    """Which difference is told: that of the newest count, and where one count makes two, that from another count."""
    return one.newest.pk, one.is_of_two_counts


def _raise(session: Session, by: User, differing: list[Difference], alarm: CountAlarm | None) -> CountAlarm:
    one = max(differing, key=_weight)
    alarm = alarm or CountAlarm(session=session, raised_at=clock.now())
    told = (one.from_point, one.before, one.to_point, one.after, None)
    if (alarm.from_point, alarm.before, alarm.to_point, alarm.after, alarm.agreed_at) == told:
        return alarm
    alarm.from_point, alarm.before, alarm.to_point, alarm.after, alarm.agreed_at = told
    alarm.raised_by = one.newest.counted_by
    alarm.two_counts_differed |= any(one.is_of_two_counts for one in differing)
    alarm.save()
    audit.record(
        "session.count_alarm",
        by=by,
        target=session,
        alarm=alarm.pk,
        points=[one.from_point, one.to_point],
        before=one.before,
        after=one.after,
    )
    return alarm


def may_explain(session: Session, by: User, *, is_visible: bool = False) -> bool:
    """Whether `by` has the authority: a supervisor of the detention center, which answers for the people.

    `is_visible`: the session was fetched as one that `by` may see.
    """
    return by.has_perm(EXPLAIN) and (is_visible or _reaches(session, by))


def _reaches(session: Session, by: User) -> bool:
    return Session.objects.visible_to(by).filter(pk=session.pk).exists()


def own_count_blockers(*, has_counted: bool) -> list[Blocker]:
    """Why whoever has counted at a session does not explain its counts, those replaced since included."""
    if not has_counted:
        return []
    sentence = _("You have counted at this session. Another supervisor or the head explains its counts.")
    return [Blocker("own_count", sentence)]


def _has_counted(session: Session, by: User) -> bool:
    return counted_side(session, by) is not None


def version_of(counts: Iterable[int | None]) -> str:
    """What stands of a session, as its page hands it back: the keys of its counts, which no replaced count keeps."""
    return ".".join(str(key) for key in sorted(key for key in counts if key))


def _stale_blockers(session: Session, by: User, seen: str | None) -> list[Blocker]:
    """That counts were written since `by` saw those that `seen` names; with the numbers that stand now."""
    standing = _standing(session)
    if seen is None or seen == version_of(count.pk for count in standing.values()):
        return []
    found = figures_for(session, by, {point: count.people for point, count in standing.items()})
    alarm = session.count_alarms.open().first()
    # What an alarm names is shown to everybody whom it alarms.
    named = {alarm.from_point: alarm.before, alarm.to_point: alarm.after} if alarm else {}
    known = {point.value: found.get(point, named.get(point)) for point in Point}
    figures = in_words({point: people for point, people in known.items() if people is not None})
    sentence = _("The counts have changed since you opened this page. Now: %(figures)s. Explain these numbers.")
    return [Blocker("stale_counts", sentence % {"figures": figures})]


def explain_blockers(session: Session, *, by: User, reason: str, seen: str | None = None) -> list[Blocker]:
    """Why `by` cannot end the alarm of this session with this reason; `seen`: `version_of` what the page showed."""
    reasons = []
    if not may_explain(session, by):
        reasons.append(Blocker("not_allowed", _("Only a supervisor of the detention center explains counts.")))
    else:
        reasons += own_count_blockers(has_counted=_has_counted(session, by))
    if not session.count_alarms.open().exists() and not is_overdue(session, _standing(session)):
        reasons.append(Blocker("no_alarm", _("Somebody has explained these counts already, or they agree.")))
    elif not reasons:
        reasons += _stale_blockers(session, by, seen)
    return reasons + reason_blockers(reason, _("Write why in at least %(count)s characters."), code="reason_short")


@transaction.atomic
def explain(session: Session, *, by: User, reason: str, seen: str | None = None) -> CountAlarm:
    """Ends the alarm with what a supervisor writes, on all pages at once. Raises `RuleViolation`.

    `seen` is `version_of` the counts that the writer's page showed: others are not explained unseen.
    """
    session = _locked(session)
    refuse_if(explain_blockers(session, by=by, reason=reason, seen=seen))
    return _explain(session, _opened(session, by), by, reason)


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update().get(pk=session.pk)


def _opened(session: Session, by: User) -> CountAlarm:
    """The open alarm; counts that stayed open have none before somebody does something about them."""
    alarm = session.count_alarms.open().first()
    return alarm or CountAlarm.objects.create(session=session, raised_at=clock.now(), raised_by=by)


def _explain(session: Session, alarm: CountAlarm, by: User, reason: str) -> CountAlarm:
    alarm.reason, alarm.explained_by, alarm.explained_at = reason.strip(), by, clock.now()
    alarm.last_count = session.head_counts.order_by("pk").last()
    alarm.save(update_fields=["reason", "explained_by", "explained_at", "last_count"])
    audit.record(
        "session.explain_counts",
        by=by,
        target=session,
        alarm=alarm.pk,
        points=[alarm.from_point, alarm.to_point],
        before=alarm.before,
        after=alarm.after,
    )
    return alarm


def may_say(session: Session, by: User, *, is_visible: bool = False) -> bool:
    """Whether `by` looks for people of this session; `is_visible` as for `may_explain`."""
    return any(by.has_perm(name) for name in (*COUNTERS, EXPLAIN)) and (is_visible or _reaches(session, by))


def say_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` cannot say who of this session was seen."""
    reasons = []
    if not may_say(session, by):
        reasons.append(Blocker("not_allowed", _("You do not look for people of this session.")))
    if not session.count_alarms.open().exists() and not is_overdue(session, _standing(session)):
        reasons.append(Blocker("no_alarm", _("Somebody has explained these counts already, or they agree.")))
    return reasons


@transaction.atomic
def say(session: Session, *, by: User, seen: Mapping[Enrollment, bool]) -> CountAlarm | None:
    """Writes down who was seen and who was not; crosses nobody off the count. Raises `RuleViolation`.

    Counts that stayed open have no alarm before something is said: then the result is None.
    """
    session = _locked(session)
    refuse_if(say_blockers(session, by=by))
    if not seen:
        return session.count_alarms.open().first()
    alarm = _opened(session, by)
    said = {row.enrollment_id: row for row in alarm.people.all()}
    changed = {
        one.pk: is_seen for one, is_seen in seen.items() if one.pk not in said or said[one.pk].is_seen != is_seen
    }
    for enrollment, is_seen in changed.items():
        values = {"is_seen": is_seen, "said_at": clock.now(), "said_by": by}
        LookedFor.objects.update_or_create(alarm=alarm, enrollment_id=enrollment, defaults=values)
    if changed:
        people = {str(enrollment): is_seen for enrollment, is_seen in changed.items()}
        audit.record("session.look_for", by=by, target=session, alarm=alarm.pk, people=people)
    return alarm


@session_closes.register
def at_closing(closing: Closing) -> None:
    """What the closing of a session does to its alarm.

    A supervisor's reason explains it. Whoever closes without that authority, or has counted, ends an alarm against the
    list alone, if the facility knows a reason for everybody who is not on the roll as present; counts that were never
    made become an alarm that a supervisor has to explain.
    """
    session, by, reason, heads_agree = closing.session, closing.by, closing.reason, closing.heads_agree
    alarm, standing = session.count_alarms.open().first(), _standing(session)
    explains = bool(reason) and may_explain(session, by) and not _has_counted(session, by)
    if explains and (alarm or not heads_agree):
        _explain(session, alarm or _opened(session, by), by, reason)
    elif missing_points(standing):
        _stays_open(_opened(session, by))
    elif alarm and heads_agree and _ends_with_the_roll(alarm, standing):
        _explain(session, alarm, by, _("The detention center knows of everybody who did not come why not."))


def _stays_open(alarm: CountAlarm) -> None:
    """Counts that agreed again settle nothing if the later counts will never be made."""
    if alarm.agreed_at:
        alarm.from_point, alarm.before, alarm.to_point, alarm.after, alarm.agreed_at = "", None, "", None, None
        alarm.save(update_fields=["from_point", "before", "to_point", "after", "agreed_at"])


def _ends_with_the_roll(alarm: CountAlarm, standing: Mapping[str, HeadCount]) -> bool:
    is_of_the_list_alone = alarm.from_point == EXPECTED and not alarm.two_counts_differed
    return is_of_the_list_alone and roll_tells(alarm.session, counted=standing[Point.ARRIVED].people)
