"""Counting heads on the way to a session and back. Head counts credit nobody with hours.

Guards count at the block and staff at the workshop door. Nobody counts on both sides of a session, and each side sees
the other's figure only after recording its own: two people who copy from each other have counted once, not twice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.occasions import Occasion
from core.templatetags.dates import hour
from programs.head_counts import awaited_people
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked
from programs.timetable.unexplained import is_unexplained

Point = HeadCount.Point
# People leave their block before the lesson begins.
OPENS_BEFORE = timedelta(hours=2)
# More than any workshop holds; a higher number is a typing error.
MOST_PEOPLE = 999
# A few extra people may be guests from another class; beyond that, a digit was typed twice.
MOST_BEYOND_EXPECTED = 5
SIDES = {
    "programs.count_at_block": HeadCount.AT_BLOCK,
    "programs.count_at_workshop": HeadCount.AT_WORKSHOP,
}
# The two counts of each way; a side that has recorded its own may see the other.
WAYS = ((Point.LEFT_BLOCK, Point.ARRIVED), (Point.LEFT_WORKSHOP, Point.BACK_IN_BLOCK))
WAY_BACK = frozenset(WAYS[1])
ORDER = {point.value: place for place, point in enumerate(Point)}


@dataclass(frozen=True)
class Counted:
    """A session for which `by` has just recorded counts."""

    session: Session
    by: User


counts_are_written: Occasion[Counted] = Occasion()
"""Happens in the transaction of `record`, while the session is locked."""


def points_for(user: User) -> tuple[str, ...]:
    """The points at which this user's roles let them count, in the order of the day."""
    own = {point for permission, points in SIDES.items() if user.has_perm(permission) for point in points}
    return tuple(point for point in Point if point in own)


def points_at(session: Session, user: User) -> tuple[str, ...]:
    """The points at which this user may count in this session; users stay on the side where they have counted."""
    points = points_for(user)
    # Few users have the roles of both sides; for all others this saves a query.
    own = counted_side(session, user) if len(points) == len(Point) else None
    return tuple(point for point in points if not own or point in SIDES[own])


def standing_counts(session: Session) -> dict[str, HeadCount]:
    """The current counts by point, with who counted; one query."""
    rows = session.head_counts.standing().select_related("counted_by")
    return {row.point: row for row in rows}


def figures(session: Session) -> dict[str, int]:
    """How many people were counted, by point in the order of the day, without points that are not counted yet."""
    found = dict(session.head_counts.standing().values_list("point", "people"))
    return {point.value: found[point] for point in Point if point in found}


def in_words(figures: dict[str, int]) -> str:
    """The figures with their points, as the page of a closed session shows them."""
    return ", ".join(f"{Point(point).label} {people}" for point, people in figures.items())


def figures_for(
    session: Session, reader: User, found: dict[str, int] | None = None, taken: Collection[str] | None = None
) -> dict[str, int]:
    """The figures that `reader` may see, by the rule of `readable`.

    `found` and `taken` are `figures` and `taken_points`, if already loaded.
    """
    found = figures(session) if found is None else found
    # Once all four stand, each side has counted both ways.
    if len(found) == len(Point):
        return dict(found)
    taken = taken_points(session) if taken is None else taken
    return readable(found, points_at(session, reader), taken)


def readable(found: Mapping[str, int], own: Collection[str], taken: Collection[str]) -> dict[str, int]:
    """The figures in `found` that a reader who counts at the points `own` may see, while counts are `taken`.

    The other side's figure becomes readable once the own side has counted that way, or once nobody counts it any more.
    Readers who count on neither side see everything.
    """
    if not own:
        return dict(found)
    counted = {point for way in WAYS if any(p in own and p in found for p in way) for point in way}
    over = {point for way in WAYS if not any(p in taken for p in way) for point in way}
    return {point: people for point, people in found.items() if point in own or point in counted | over}


def counted_side(session: Session, user: User) -> str | None:
    """The permission of the side on which this user has counted in this session, including replaced counts."""
    points = set(session.head_counts.filter(counted_by=user).values_list("point", flat=True))
    return next((permission for permission, own in SIDES.items() if points.intersection(own)), None)


def hour_blockers(session: Session, *, points: tuple[str, ...], taken: Collection[str] | None = None) -> list[Blocker]:
    """Why nobody can count at these points now. `taken`: `taken_points`, if already known."""
    now = clock.now()
    taken = taken_points(session) if taken is None else taken
    if not set(points) <= set(taken):
        return [Blocker("not_open", _("This session is closed or cancelled."))]
    if now < session.starts_at - OPENS_BEFORE:
        return [Blocker("too_early", _("Counting opens two hours before the session begins."))]
    if now < session.starts_at and WAY_BACK.intersection(points):
        return [Blocker("not_begun", _("The way back is counted after the session has begun."))]
    return []


def taken_points(session: Session, *, waits: bool | None = None) -> frozenset[str]:
    """The points at which this session still takes counts, whatever the hour.

    A closed session takes the way back for the rest of its day, because people who are out still come back and a second
    count may find one too few; after that, as long as something of it waits to be explained. `waits`: whether it does,
    if already loaded.
    """
    # Nobody counts heads in a public class.
    if session.facility_id is None:
        return frozenset()
    if session.state == Session.State.PLANNED:
        return frozenset(Point)
    if session.state != Session.State.FINALIZED:
        return frozenset()
    is_its_day = clock.today(session.batch.time_zone) == session.date
    return WAY_BACK if is_its_day or (is_unexplained(session) if waits is None else waits) else frozenset()


def blockers(session: Session, *, by: User, points: tuple[str, ...]) -> list[Blocker]:
    """Why `by` cannot record counts at these points of the session now."""
    reasons = hour_blockers(session, points=points)
    if not set(points) <= set(points_for(by)) or not Session.objects.recordable_by(by).filter(pk=session.pk).exists():
        reasons.append(Blocker("not_allowed", _("You do not record these counts of this session.")))
    if not any(set(points) <= set(side) for side in SIDES.values()):
        reasons.append(Blocker("both_sides", _("One person counts at the block or at the workshop, never at both.")))
    own = counted_side(session, by)
    if own and not set(points) <= set(SIDES[own]):
        sentence = _("You have counted on the other side of this session. Somebody else has to count here.")
        reasons.append(Blocker("other_side", sentence))
    return reasons


def record(
    session: Session,
    *,
    by: User,
    people: Mapping[str, int | None],
    seen: Mapping[str, int | None] | None = None,
    counted_at: datetime | None = None,
    is_sure: bool = False,
) -> list[HeadCount]:
    """Records counts by point, skipping points that are None (not counted); returns the new ones.

    `counted_at` is when they were counted; without it, the time is `hour_kept` or now. A different figure or time
    replaces the current count, which is kept. `seen` is what the page showed, so that a figure recorded by somebody
    else meanwhile is not replaced unseen. The first count also stores whom the session expects; a count far above
    that number needs `is_sure`. Differing numbers raise the alarm at once. Raises `RuleViolation`.
    """
    told = {point: number for point, number in people.items() if number is not None}
    if not told:
        return []
    with transaction.atomic():
        return _written(session, told, by=by, seen=seen, counted_at=counted_at, is_sure=is_sure)


def _written(
    session: Session,
    told: Mapping[str, int],
    *,
    by: User,
    seen: Mapping[str, int | None] | None,
    counted_at: datetime | None,
    is_sure: bool,
) -> list[HeadCount]:
    session = locked(session)
    standing = standing_counts(session)
    changed = {point: number for point, number in told.items() if _is_new(standing.get(point), number, counted_at)}
    if not changed:
        return []
    reasons = blockers(session, by=by, points=tuple(changed)) + _value_blockers(session, changed, counted_at)
    reasons += _order_blockers(standing, changed, counted_at)
    refuse_if(reasons + _stale_blockers(standing, changed, seen))
    expected = awaited_people.write_down(session, at=counted_at or clock.now())
    figures_changed = {p: number for p, number in changed.items() if p not in standing or standing[p].people != number}
    refuse_if([] if is_sure else _excess_blockers(figures_changed, expected))
    hours = {point: counted_at or hour_kept(standing, point) or clock.now() for point in changed}
    made = [
        _replace(
            standing.get(point), session=session, point=point, people=number, by=by, at=hours[point], expected=expected
        )
        for point, number in changed.items()
    ]
    counts_are_written.happens(Counted(session, by))
    return made


def _is_new(before: HeadCount | None, people: int, counted_at: datetime | None) -> bool:
    if before is None or before.people != people:
        return True
    return counted_at is not None and _minute(counted_at) != _minute(before.counted_at)


def _minute(moment: datetime) -> datetime:
    # Users enter times without seconds.
    return moment.replace(second=0, microsecond=0)


def hour_kept(standing: Mapping[str, HeadCount], point: str) -> datetime | None:
    """The time for a count entered without one after a later point was counted; None means now.

    A corrected figure keeps its time; a first one takes the time of the next point, which it cannot follow.
    """
    later = [count.counted_at for other, count in standing.items() if ORDER[other] > ORDER[point]]
    if not later:
        return None
    return standing[point].counted_at if point in standing else min(later)


def _order_blockers(
    standing: Mapping[str, HeadCount], changed: Collection[str], counted_at: datetime | None
) -> list[Blocker]:
    """Why this time is out of order: earlier than at a previous point, or later than at a following one."""
    if counted_at is None:
        return []
    at, reasons = _minute(counted_at), []
    for point in changed:
        others = sorted(standing.values(), key=lambda count: ORDER[count.point])
        before = [one for one in others if ORDER[one.point] < ORDER[point] and at < _minute(one.counted_at)]
        after = [one for one in others if ORDER[one.point] > ORDER[point] and at > _minute(one.counted_at)]
        # Naming the nearest point is enough, as it sets the tightest limit.
        early = _("%(point)s was counted at %(hour)s. The hour written here cannot be earlier.")
        late = _("%(point)s was counted at %(hour)s. The hour written here cannot be later.")
        for sentence, one in [*((early, one) for one in before[-1:]), *((late, one) for one in after[:1])]:
            words = {"point": Point(one.point).label, "hour": hour(one.counted_at)}
            reasons.append(Blocker("order", sentence % words))
    return reasons


def _value_blockers(session: Session, people: Mapping[str, int], counted_at: datetime | None) -> list[Blocker]:
    reasons = []
    if any(not 0 <= number <= MOST_PEOPLE for number in people.values()):
        sentence = _("A count is a number from 0 to %(most)s.") % {"most": MOST_PEOPLE}
        reasons.append(Blocker("people", sentence))
    if counted_at and not session.starts_at - OPENS_BEFORE <= counted_at <= clock.now():
        sentence = _("The hour of counting lies between two hours before the session and now.")
        reasons.append(Blocker("counted_at", sentence))
    return reasons


def _excess_blockers(people: Mapping[str, int], expected: int) -> list[Blocker]:
    sentence = _(
        "%(point)s: %(people)s counted, and only %(expected)s expected. Count again, or tick that it is right."
    )
    return [
        Blocker("far_too_many", sentence % {"point": Point(point).label, "people": number, "expected": expected})
        for point, number in people.items()
        # An empty list says nothing about how many people may come.
        if expected and number > expected + MOST_BEYOND_EXPECTED
    ]


def _stale_blockers(
    standing: Mapping[str, HeadCount], people: Mapping[str, int], seen: Mapping[str, int | None] | None
) -> list[Blocker]:
    if seen is None:
        return []
    sentence = _("%(point)s: %(name)s has written %(people)s in the meantime. Look again before you replace it.")
    return [
        Blocker("stale_count", sentence % {"point": Point(point).label, "name": row.counted_by, "people": row.people})
        for point, row in standing.items()
        if point in people and seen.get(point) != row.people
    ]


def _replace(
    before: HeadCount | None, *, session: Session, point: str, people: int, by: User, at: datetime, expected: int
) -> HeadCount:
    now = clock.now()
    if before:
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    count = HeadCount.objects.create(
        session=session,
        point=point,
        people=people,
        counted_at=at,
        recorded_at=now,
        counted_by=by,
        expected=expected,
    )
    was = before.people if before else None
    # If only the time changed, the audit records both times.
    hours = {"hours": [before.counted_at.isoformat(), at.isoformat()]} if before and was == people else {}
    audit.record(
        "session.count", by=by, target=session, point=point, before=was, after=people, expected=expected, **hours
    )
    return count
