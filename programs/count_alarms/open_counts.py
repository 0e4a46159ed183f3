"""Which head counts a user still has to record, and the four counts of one session."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from core import clock
from programs.attendance.models.marks import Mark
from programs.count_alarms.overdue_counts import anybody, is_counted_so_far, overdue
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import unexplained


def open_sessions(user: User) -> QuerySet[Session]:
    """Sessions with a count that this user's side should record now or should have recorded already.

    Users who see counts but make none get the sessions of both sides.
    """
    now = clock.now()
    own = [points for permission, points in count_records.SIDES.items() if user.has_perm(permission)]
    if own:
        due = reduce(or_, (_missing(points, now) & ~Q(_counted_elsewhere(points, user)) for points in own))
    elif user.has_perm("programs.view_count"):
        due = _missing(HeadCount.Point, now)
    else:
        return Session.objects.none()
    begun = Session.objects.recordable_by(user).filter(
        state=Session.State.PLANNED, starts_at__lte=now + count_records.OPENS_BEFORE, facility__isnull=False
    )
    # Where nobody takes the unit, there is nobody to count.
    return begun.filter(due & anybody())


def unsettled_sessions(user: User) -> QuerySet[Session]:
    """The open sessions, and all visible sessions with unexplained counts, however old."""
    waiting = Q(overdue(clock.now())) | Q(unexplained())
    return Session.objects.visible_to(user).filter(waiting | Q(pk__in=open_sessions(user).values("pk")))


def _missing(points: Iterable[str], now: datetime) -> Q:
    found = Q()
    for point in points:
        stands = HeadCount.objects.standing().filter(session=OuterRef("pk"), point=point)
        # Nobody comes back before the session has begun.
        opens = Q(starts_at__lte=now) if point in count_records.WAY_BACK else Q()
        found |= ~Q(Exists(stands)) & opens
    return found


def _counted_elsewhere(points: Iterable[str], user: User) -> Exists:
    return Exists(HeadCount.objects.filter(session=OuterRef("pk"), counted_by=user).exclude(point__in=points))


def missing_points(session: Session, user: User) -> list[str]:
    """Labels of the points that this user can still count; the head counts may be prefetched."""
    counted = {count.point for count in session.head_counts.all() if count.replaced_at is None}
    begun = session.starts_at <= clock.now()
    open_points = [
        point
        for point in count_records.points_for(user) or HeadCount.Point
        if point not in counted and (begun or point not in count_records.WAY_BACK)
    ]
    return [str(HeadCount.Point(point).label) for point in open_points]


def is_behind(session: Session) -> bool:
    """Whether counts due by now are missing; the head counts may be prefetched."""
    counted = [count.point for count in session.head_counts.all() if count.replaced_at is None]
    return not is_counted_so_far(session, counted)


def past_sessions(user: User) -> QuerySet[Session]:
    """Visible sessions with head counts, without those that wait to be explained.

    Annotated with how many people are `present` on the roll.
    """
    begun = Session.objects.visible_to(user).standing().filter(starts_at__lte=clock.now()).exclude(unexplained())
    marks = Mark.objects.filter(session=OuterRef("pk"), status__counts_as_held=True).order_by()
    present = marks.values("session").annotate(n=Count("pk")).values("n")
    counted = begun.filter(Exists(HeadCount.objects.filter(session=OuterRef("pk"))))
    return counted.annotate(present=Coalesce(Subquery(present), 0))


def figures_known(session: Session, reader: User, *, waits: bool) -> list[int | None]:
    """The four figures in the order of the day, as far as `reader` may see them.

    `waits`: whether the session is unexplained. Its counts may be prefetched.
    """
    counts = session.head_counts.all()
    found = {count.point: count.people for count in counts if count.replaced_at is None}
    taken = count_records.taken_points(session, waits=waits)
    found = count_records.readable(found, count_records.points_for(reader), taken)
    return [found.get(point) for point in HeadCount.Point]


@dataclass
class Line:
    """One of the four counts as its reader sees it.

    `standing`: the key of the current count, even if hidden. `has_readers`: whether the reader has counted here, even
    if that count was replaced. `hour`: the time of a count entered without one (None: now).
    """

    day: date
    point: HeadCount.Point
    is_own: bool
    is_open: bool
    count: HeadCount | None
    is_hidden: bool
    replaced: list[HeadCount] = field(default_factory=list)
    has_readers: bool = False
    standing: int | None = None
    hour: datetime | None = None


def lines(session: Session, reader: User) -> list[Line]:
    """The four counts in the order of the day, as far as `reader` may see them."""
    rows = list(session.head_counts.select_related("counted_by").order_by("recorded_at", "pk"))
    standing_rows = {row.point: row for row in rows if row.replaced_at is None}
    own, taken = count_records.points_at(session, reader), count_records.taken_points(session)
    figures = {point: row.people for point, row in standing_rows.items()}
    readable = count_records.readable(figures, own, taken)
    found = []
    for point in HeadCount.Point:
        here = [row for row in rows if row.point == point]
        standing = standing_rows.get(point)
        hidden = standing is not None and point not in readable
        replaced = [row for row in here if row.replaced_at is not None and not hidden]
        is_open = point in own and not count_records.hour_blockers(session, points=(point,), taken=taken)
        count, has_readers = None if hidden else standing, any(row.counted_by_id == reader.pk for row in here)
        key = standing.pk if standing else None
        kept = count_records.hour_kept(standing_rows, point)
        found.append(Line(session.date, point, point in own, is_open, count, hidden, replaced, has_readers, key, kept))
    return found
