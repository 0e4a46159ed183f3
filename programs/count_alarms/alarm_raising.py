"""When counts and rolls raise alarms: one for each pair of differing numbers, open until somebody explains it.

Once numbers agree again the notice is no longer loud, but the alarm stays on the work list until somebody with
authority writes why they differed. An explanation covers the numbers known at the time, and no later ones.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from programs.attendance import session_closing
from programs.attendance.mark_changes import MarksWritten, marks_are_written
from programs.attendance.session_closing import Closing, session_closes
from programs.count_alarms.differences import (
    EXPECTED,
    OVERALL,
    Difference,
    Pair,
    between,
    differences,
    lies_within,
    missing_points,
    standing_of,
)
from programs.count_alarms.known_reasons import roll_tells, unaccounted
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import OVERDUE_AFTER, is_counted_so_far
from programs.head_counts.count_records import Counted, counts_are_written, figures
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import waits_for_explanation

Point = HeadCount.Point
ROLL: Pair = (EXPECTED, CountAlarm.ROLL)
UNCOUNTED: Pair = ("", "")
PRESENCE: Pair = (Point.ARRIVED.value, CountAlarm.ROLL)
# Alarms not raised by two head counts.
OF_NO_COUNTS = {ROLL, UNCOUNTED, PRESENCE}
Standing = Mapping[str, HeadCount]
# People counted, by point.
Heads = Mapping[str, int]


@counts_are_written.register
def look(counted: Counted) -> None:
    """Raises or updates the alarms of the session."""
    session, by = counted.session, counted.by
    standing, alarms = standing_of(session), _open_by_pair(session)
    _look_at_counts(session, by, standing, alarms)
    _raise_of_roll(session, by, _heads(standing), alarms)


@marks_are_written.register
def look_at_marks(written: MarksWritten) -> None:
    """Updates the alarms after marks were changed."""
    look_at_roll(written.session, written.by, heads=written.heads, is_unexplained=written.is_unexplained)


def look_at_roll(session: Session, by: User, *, heads: Heads | None = None, is_unexplained: bool | None = None) -> None:
    """Updates the alarms that the roll raises by name, once all four counts exist or the session is closed.

    Before that, the roll only adds names to the alarms of the list, which know no more than a number. `heads` and
    `is_unexplained`: the current counts, and whether there is an open alarm, if known under the lock of the session.
    """
    if session.facility_id is None:
        return
    heads = figures(session) if heads is None else heads
    # Before the first count there is no alarm to add names to.
    if not heads and session.state == Session.State.PLANNED:
        return
    alarms = {} if is_unexplained is False else _open_by_pair(session)
    _raise_of_roll(session, by, heads, alarms)
    _raise_of_presence(session, by, heads, alarms)


@waits_for_explanation.register
def alarm_is_open() -> Exists:
    """Whether a session has an unexplained alarm."""
    return Exists(CountAlarm.objects.open().filter(session=OuterRef("pk")))


@session_closes.register
def at_closing(closing: Closing) -> None:
    """What closing a session does to its alarms; the reason for closing explains none of them.

    If only the list differed, its alarms end when the detention center knows why each absent person is absent. People
    absent without such a reason raise an alarm by name, and missing counts raise one too. In a public class nobody
    counts, so nothing is looked at.
    """
    session, by = closing.session, closing.by
    if session.facility_id is None:
        return
    standing, alarms = standing_of(session), _open_by_pair(session)
    if missing_points(standing):
        _raise_of_missing_counts(session, by, alarms)
    _raise_of_roll(session, by, _heads(standing), alarms)
    if closing.heads_agree and _is_of_the_list_alone(session):
        _end_where_all_is_known(session, by, standing)


def _raise_of_missing_counts(session: Session, by: User, alarms: Mapping[Pair, CountAlarm]) -> None:
    if UNCOUNTED in alarms:
        _differs_again(alarms[UNCOUNTED])
    elif not _is_explained_to_the_end(session):
        CountAlarm.objects.create(session=session, raised_at=clock.now(), raised_by=by)


def _end_where_all_is_known(session: Session, by: User, standing: Standing) -> None:
    open_alarms = list(session.count_alarms.open())
    is_missing_names = any(alarm.is_of_roll and not alarm.agreed_at for alarm in open_alarms)
    if not is_missing_names and roll_tells(session, standing[Point.ARRIVED].people):
        for alarm in open_alarms:
            ended_by(alarm, by, _("It is known why everybody absent did not come."))


def _is_explained_to_the_end(session: Session) -> bool:
    """Whether somebody has explained why people were not counted back, not merely why they arrived late."""
    explained = session.count_alarms.explained().of_counting()
    return explained.filter(explained_at__gt=session.ends_at + OVERDUE_AFTER).exists()


def ended_by(alarm: CountAlarm, by: User, reason: str) -> CountAlarm:
    """Ends the alarm with this reason and records the last count that it knew."""
    alarm.reason, alarm.explained_by, alarm.explained_at = reason.strip(), by, clock.now()
    alarm.last_count = alarm.session.head_counts.order_by("pk").last()
    alarm.save()
    audit.record("session.explain_counts", by=by, target=alarm.session, alarm=alarm.pk, **_figures(alarm))
    return alarm


def tells_of_the_same(alarm: CountAlarm, other: CountAlarm) -> bool:
    """Whether `other` is about people whom `alarm` names, and nobody else."""
    are_named = bool(other.names) and set(other.names) <= set(alarm.names)
    return other.from_point == EXPECTED and are_named and (other.is_of_roll or -other.gap == len(other.names))


def _figures(alarm: CountAlarm) -> dict:
    found = {"points": list(alarm.pair), "before": alarm.before, "after": alarm.after}
    return {**found, "names": alarm.names} if alarm.names else found


def _open_by_pair(session: Session) -> dict[Pair, CountAlarm]:
    return {alarm.pair: alarm for alarm in session.count_alarms.open()}


def _is_of_the_list_alone(session: Session) -> bool:
    return not session.count_alarms.exclude(from_point=EXPECTED).exists()


# Counts


def _counts_explained(session: Session) -> dict[Pair, int]:
    """The last count (key) that the explanations of each pair have known."""
    rows = session.count_alarms.explained().values_list("from_point", "to_point", "last_count")
    # An alarm that was handed on may be explained after a later one of the same pair.
    rows = rows.order_by("explained_at", "last_count")
    return {(from_point, to_point): last or 0 for from_point, to_point, last in rows}


def _look_at_counts(session: Session, by: User, standing: Standing, alarms: dict[Pair, CountAlarm]) -> None:
    differ = _unexplained(session, standing, alarms)
    for one in differ.values():
        _raise(session, by, one, alarms)
    for pair, alarm in alarms.items():
        is_counted = pair != UNCOUNTED or is_counted_so_far(session, standing)
        if pair not in differ and not alarm.comes_from_roll and is_counted:
            _agrees(alarm, by, _heads(standing))


def _unexplained(session: Session, standing: Standing, alarms: dict[Pair, CountAlarm]) -> dict[Pair, Difference]:
    """The differences that no explanation has known, and those of open alarms. Narrows `alarms` to where the gap is."""
    known = _counts_explained(session)
    found = differences(standing)
    fresh = {one.pair: one for one in found if one.newest.pk > known.get(one.pair, 0)}
    _hand_on(alarms, fresh)
    for pair in alarms.keys() - fresh.keys() - OF_NO_COUNTS:
        if still := between(standing, pair):
            fresh[pair] = still
    if OVERALL in fresh and OVERALL not in alarms and _is_told(fresh[OVERALL], found, fresh, known):
        del fresh[OVERALL]
    return fresh


def _hand_on(alarms: dict[Pair, CountAlarm], fresh: Mapping[Pair, Difference]) -> None:
    """Narrows an alarm of two counts to the part of the way with the gap, once a count between them exists."""
    for pair in alarms.keys() - fresh.keys() - OF_NO_COUNTS:
        gap = alarms[pair].gap
        parts = [p for p, one in fresh.items() if p not in alarms and one.gap == gap and lies_within(p, pair)]
        if parts:
            alarms[parts[0]] = alarms.pop(pair)


def _is_told(
    overall: Difference, found: list[Difference], fresh: Mapping[Pair, Difference], known: Mapping[Pair, int]
) -> bool:
    """Whether one part of the way already has this gap, open or explained with knowledge of the last count."""
    return any(
        one.gap == overall.gap and (one.pair in fresh or known.get(one.pair, 0) >= overall.newest.pk)
        for one in found
        if one.pair != OVERALL and one.from_point != EXPECTED
    )


def _raise(session: Session, by: User, one: Difference, alarms: dict[Pair, CountAlarm]) -> None:
    alarm = alarms.setdefault(one.pair, CountAlarm(session=session, raised_at=clock.now()))
    told = (one.pair, one.before, one.after, None)
    if (alarm.pair, alarm.before, alarm.after, alarm.agreed_at) == told:
        return
    is_new, was = alarm.pk is None, 0 if alarm.agreed_at else alarm.gap
    (alarm.from_point, alarm.to_point), alarm.before, alarm.after, alarm.agreed_at = told
    if alarm.gap < min(was, 0) and not is_new:
        alarm.worse_at = clock.now()
    alarm.raised_by = one.newest.counted_by
    alarm.save()
    audit.record("session.count_alarm", by=by, target=session, alarm=alarm.pk, **_figures(alarm))


def _heads(standing: Standing) -> Heads:
    return {point: count.people for point, count in standing.items()}


def _agrees(alarm: CountAlarm, by: User, heads: Heads) -> None:
    if alarm.agreed_at is None:
        alarm.agreed_at = clock.now()
        alarm.save(update_fields=["agreed_at"])
        counted = {point.value: heads[point] for point in Point if point in heads}
        audit.record("session.counts_agree", by=by, target=alarm.session, alarm=alarm.pk, heads=counted)


def _differs_again(alarm: CountAlarm) -> None:
    if alarm.agreed_at:
        alarm.agreed_at, alarm.worse_at = None, clock.now()
        alarm.save(update_fields=["agreed_at", "worse_at"])


# The roll


def _roll_speaks(session: Session, heads: Heads) -> bool:
    return session.state == Session.State.FINALIZED or not missing_points(heads)


def _raise_of_roll(session: Session, by: User, heads: Heads, alarms: dict[Pair, CountAlarm]) -> None:
    """Raises or updates the alarm about people absent without a known reason, unless the list has them already."""
    of_list, speaks = _of_the_list(alarms), _roll_speaks(session, heads)
    if not speaks and not of_list:
        return
    expected, names = unaccounted(session)
    told = _told_by_list(of_list, expected, names)
    if not speaks:
        return
    alarm = alarms.get(ROLL)
    if names and (alarm or not told) and not _is_explained(session, names):
        alarm = alarm or CountAlarm(session=session, raised_at=clock.now())
        _raise_by_name(alarm, by, len(expected.union(names)), names)
    elif alarm:
        _agrees(alarm, by, heads)


def _told_by_list(of_list: list[CountAlarm], expected: set[int], names: list[int]) -> CountAlarm | None:
    """The alarm of the list that is about these people already, if any; it gets their names, the others none."""
    is_listed = set(names) <= expected
    told = next((one for one in of_list if is_listed and -one.gap >= len(names)), None)
    for one in of_list:
        _name(one, names if one is told else [])
    return told


def _raise_by_name(alarm: CountAlarm, by: User, expected: int, names: list[int]) -> None:
    if alarm.names == names and not alarm.agreed_at:
        return
    if alarm.pk and (alarm.agreed_at or set(names) - set(alarm.names)):
        alarm.worse_at = clock.now()
    alarm.from_point, alarm.to_point = ROLL
    alarm.before, alarm.after, alarm.names = expected, expected - len(names), names
    alarm.raised_by, alarm.agreed_at = by, None
    alarm.save()
    audit.record("session.count_alarm", by=by, target=alarm.session, alarm=alarm.pk, **_figures(alarm))


def _raise_of_presence(session: Session, by: User, heads: Heads, alarms: Mapping[Pair, CountAlarm]) -> None:
    """Raises an alarm when corrections after closing leave more people present than arrived."""
    if session.state != Session.State.FINALIZED or Point.ARRIVED not in heads:
        return
    arrived, present = heads[Point.ARRIVED], session_closing.present_count(session)
    names = sorted(_present_since_closing(session)) if present > arrived else []
    alarm = alarms.get(PRESENCE)
    if not names:
        if alarm:
            _agrees(alarm, by, heads)
        return
    told = (arrived, present, names, None)
    if _is_presence_explained(session, present, names) or (
        alarm and (alarm.before, alarm.after, alarm.names, alarm.agreed_at) == told
    ):
        return
    alarm = alarm or CountAlarm(session=session, raised_at=clock.now())
    (alarm.from_point, alarm.to_point), alarm.raised_by = PRESENCE, by
    alarm.before, alarm.after, alarm.names, alarm.agreed_at = told
    alarm.save()
    audit.record("session.count_alarm", by=by, target=session, alarm=alarm.pk, **_figures(alarm))


def _is_presence_explained(session: Session, present: int, names: list[int]) -> bool:
    known = session.count_alarms.explained().filter(from_point=PRESENCE[0], to_point=PRESENCE[1])
    return any(one.after >= present and set(names) <= set(one.names) for one in known)


def _present_since_closing(session: Session) -> Iterable[int]:
    marks = session.marks.filter(status__counts_as_held=True, recorded_at__gt=session.finalized_at)
    return marks.values_list("enrollment", flat=True)


def _of_the_list(alarms: Mapping[Pair, CountAlarm]) -> list[CountAlarm]:
    """Open alarms about how many people of the list are missing."""
    of_list = [one for one in alarms.values() if one.from_point == EXPECTED and not one.is_of_roll]
    return [alarm for alarm in of_list if not alarm.agreed_at and alarm.gap < 0]


def _name(alarm: CountAlarm, names: list[int]) -> None:
    """Stores whom an alarm of the list is about by the roll, since an explanation covers the names shown with it."""
    if alarm.names != names:
        alarm.names = names
        alarm.save(update_fields=["names"])


def _is_explained(session: Session, names: list[int]) -> bool:
    known = session.count_alarms.explained().filter(from_point=EXPECTED, agreed_at=None).values_list("names", flat=True)
    return set(names) <= {name for one in known for name in one}
