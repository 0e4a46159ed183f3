"""Counting heads on the way to a session and back. A head count credits nobody with hours.

Guards count at the block, the workshop counts at its door; nobody counts on both sides of one session, and each side
reads the other's figure only after its own is written down. Two who copy from each other count once, not twice.
"""

from collections.abc import Collection, Iterable, Mapping
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
# What a workshop holds, with room to spare; more is a slip of the finger.
MOST_PEOPLE = 999
# So many more than expected may be guests of another class; beyond that a digit was typed twice.
MOST_BEYOND_EXPECTED = 5
SIDES = {
    "programs.count_at_block": HeadCount.AT_BLOCK,
    "programs.count_at_workshop": HeadCount.AT_WORKSHOP,
}
# The two counts of one way; whoever has written down the first may read the second.
WAYS = ((Point.LEFT_BLOCK, Point.ARRIVED), (Point.LEFT_WORKSHOP, Point.BACK_IN_BLOCK))
WAY_BACK = frozenset(WAYS[1])
ORDER = {point.value: place for place, point in enumerate(Point)}


@dataclass(frozen=True)
class Counted:
    """A session of which `by` has just written down counts."""

    session: Session
    by: User


counts_are_written: Occasion[Counted] = Occasion()
"""Counts were written down: called in the transaction of `record`, under the lock of the session."""


def points_for(user: User) -> tuple[str, ...]:
    """The points at which this user counts, in the order of the day; by roles alone, whatever the session."""
    own = {point for permission, points in SIDES.items() if user.has_perm(permission) for point in points}
    return tuple(point for point in Point if point in own)


def points_at(session: Session, user: User) -> tuple[str, ...]:
    """The points that this user may count at this session; who has counted on one side stays on that side."""
    points = points_for(user)
    # Few have the roles of both sides; of all others nobody needs to ask what they counted.
    own = counted_side(session, user) if len(points) == len(Point) else None
    return tuple(point for point in points if not own or point in SIDES[own])


def standing_counts(session: Session) -> dict[str, HeadCount]:
    """The counts that hold, by point, with who counted; one query."""
    rows = session.head_counts.standing().select_related("counted_by")
    return {row.point: row for row in rows}


def figures(session: Session) -> dict[str, int]:
    """How many were counted, by point in the order of the day; points that nobody has counted are left out."""
    found = dict(session.head_counts.standing().values_list("point", "people"))
    return {point.value: found[point] for point in Point if point in found}


def in_words(figures: dict[str, int]) -> str:
    """Each figure with its point, for whoever reads how a session was closed."""
    return ", ".join(f"{Point(point).label} {people}" for point, people in figures.items())


def figures_for(
    session: Session, reader: User, found: dict[str, int] | None = None, taken: Collection[str] | None = None
) -> dict[str, int]:
    """The figures that `reader` may see; see `readable`.

    `found`: the figures, if already loaded; `taken`: `taken_points`, likewise.
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
    """The permission of the side on which this user has counted at this session, replaced counts included."""
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


def taken_points(
    session: Session, *, waits: bool | None = None, counts: Iterable[HeadCount] | None = None
) -> frozenset[str]:
    """The points at which this session still takes counts, whatever the hour.

    A closed session takes the way back as long as something of it waits to be explained, and on the day of the session
    wherever nobody had counted when it was closed: people who are out still come back. `waits`: whether it is
    unexplained, and `counts`: all of its counts, if already loaded.
    """
    if session.state == Session.State.PLANNED:
        return frozenset(Point)
    if session.state != Session.State.FINALIZED or session.finalized_at is None:
        return frozenset()
    if is_unexplained(session) if waits is None else waits:
        return WAY_BACK
    if clock.today(session.batch.facility.time_zone) != session.date:
        return frozenset()
    closed_at, counts = session.finalized_at, session.head_counts.all() if counts is None else counts
    return WAY_BACK - {count.point for count in counts if count.recorded_at <= closed_at}


def blockers(session: Session, *, by: User, points: tuple[str, ...]) -> list[Blocker]:
    """Why `by` cannot write down counts at these points of the session now."""
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
    """Writes down counts by point as far as they are known (None: not counted); returns those that are new.

    `counted_at` is when they were counted, `hour_kept` or now where nobody says. A figure or an hour that differs
    replaces what stood, which is kept; the audit has both. `seen` is what the writer's page showed: a figure that
    somebody else has written since is not replaced unseen. The first one writes down whom the session waits for. A
    count far above that is taken from whoever `is_sure` of it. Where numbers differ the alarm is raised at once.
    Raises `RuleViolation`.
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
    # Hours are typed without seconds.
    return moment.replace(second=0, microsecond=0)


def hour_kept(standing: Mapping[str, HeadCount], point: str) -> datetime | None:
    """When a point was counted of which nobody says it, once a later point is counted; None without one: now.

    A figure that is corrected keeps its hour, and the first one is not later than that of the later point.
    """
    later = [count.counted_at for other, count in standing.items() if ORDER[other] > ORDER[point]]
    if not later:
        return None
    return standing[point].counted_at if point in standing else min(later)


def _order_blockers(
    standing: Mapping[str, HeadCount], changed: Collection[str], counted_at: datetime | None
) -> list[Blocker]:
    """Hours that run backwards: at a point before that at the one before it, or after that at the one after it."""
    if counted_at is None:
        return []
    at, reasons = _minute(counted_at), []
    for point in changed:
        others = sorted(standing.values(), key=lambda count: ORDER[count.point])
        before = [one for one in others if ORDER[one.point] < ORDER[point] and at < _minute(one.counted_at)]
        after = [one for one in others if ORDER[one.point] > ORDER[point] and at > _minute(one.counted_at)]
        # The neighbor alone: what it allows the others allow too.
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
        # A list of nobody says nothing of how many can come.
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
    # Of the same figure with another hour the audit tells the hours.
    hours = {"hours": [before.counted_at.isoformat(), at.isoformat()]} if before and was == people else {}
    audit.record(
        "session.count", by=by, target=session, point=point, before=was, after=people, expected=expected, **hours
    )
    return count
