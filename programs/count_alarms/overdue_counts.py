"""Overdue head counts: nobody knows whether these people are there.

Either people left and were not counted at the workshop soon after, or counts are still missing after the session. Only
the missing counts, or an explanation of why they are missing, end this.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from accounts.models import TimeZone
from core import clock
from programs.count_alarms.models import CountAlarm
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment, PlaceUnit
from programs.timetable.models.sessions import Session

Point = HeadCount.Point
# Time for a class to walk back and be counted at the door.
OVERDUE_AFTER = timedelta(minutes=10)
# From the count at the block to the one at the workshop, and never before the session begins.
ARRIVES_WITHIN = timedelta(minutes=15)
# After that, missing counts are a gap in the records rather than a sign of missing people: the session stays on the
# list of open counts without the red notice. This also spares sessions from before head counts existed.
LOUD_FOR = timedelta(days=14)
DAY = timedelta(days=1)


def overdue(now: datetime) -> Q:
    """Recent sessions with overdue counts that nobody has explained."""
    lately = Q(state=Session.State.PLANNED, starts_at__lte=now, ends_at__gt=now - LOUD_FOR)
    # Nobody counts heads in a public class.
    lately &= Q(facility__isnull=False)
    # Besides, the days of these hours in any time zone: the indexes of sessions are by day.
    today = clock.local(now, TimeZone.WIB).date()
    by_day = Q(date__gte=today - LOUD_FOR - 2 * DAY, date__lte=today + DAY)
    return lately & by_day & (_not_counted_to_the_end(now) | _not_arrived(now))


def is_overdue(session: Session, counted: Collection[str] | None = None) -> bool:
    """Whether `session` is overdue; a query only if it can be. `counted`: its points with a count, if loaded."""
    is_counted = session.facility_id is not None and session.state == Session.State.PLANNED
    if not is_counted or session.starts_at > clock.now():
        return False
    is_over = session.ends_at < clock.now() - OVERDUE_AFTER
    if counted is not None and not is_over and set(counted) != {Point.LEFT_BLOCK}:
        return False
    return Session.objects.filter(overdue(clock.now()), pk=session.pk).exists()


def is_counted_so_far(session: Session, counted: Collection[str]) -> bool:
    """Whether all counts due by now exist: during class the arrival, or any later one; afterwards all four.

    `counted`: the points with a count.
    """
    if session.state == Session.State.PLANNED and clock.now() <= session.ends_at + OVERDUE_AFTER:
        return bool(set(counted) - {Point.LEFT_BLOCK})
    return set(Point) <= set(counted)


def reawaken(alarms: Iterable[CountAlarm]) -> None:
    """Makes settled alarms for missing counts loud again because other counts are overdue now. Saves nothing.

    Nobody acts at the moment when a count becomes overdue, so no command can do this.
    """
    for alarm in alarms:
        if alarm.is_of_counting and alarm.is_open:
            alarm.agreed_at = None


def _standing() -> QuerySet[HeadCount]:
    return HeadCount.objects.standing().filter(session=OuterRef("pk"))


def _number_of(counts: QuerySet[HeadCount]) -> Coalesce:
    """How many of these counts a session has.

    Counted per session, because with EXISTS PostgreSQL reads the counts of all days at once.
    """
    of_session = counts.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(of_session), 0)


def _explained() -> QuerySet[CountAlarm]:
    return CountAlarm.objects.explained().of_counting().filter(session=OuterRef("pk"))


def _not_counted_to_the_end(now: datetime) -> Q:
    # Each point has at most one current count.
    uncounted = Q(LessThan(_number_of(_standing()), len(Point)))
    explained = _explained().filter(explained_at__gt=OuterRef("ends_at") + OVERDUE_AFTER)
    return Q(ends_at__lt=now - OVERDUE_AFTER) & uncounted & anybody() & ~Q(Exists(explained))


def anybody() -> Q:
    """Sessions with somebody to count: who takes part in the unit, whatever keeps him or her away that day."""
    people = Enrollment.objects.filter(batch=OuterRef("batch"), starts_on__lte=OuterRef("date"))
    own = PlaceUnit.objects.filter(enrollment=OuterRef("pk"), unit=OuterRef(OuterRef("unit")))
    takes_unit = Q(is_partial=False) | Exists(own)
    taking_part = people.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=OuterRef("date"))).filter(takes_unit)
    # People who were counted must come back, even if their places have ended since.
    return Q(GreaterThan(_number_of(_standing().filter(people__gt=0)), 0)) | Q(Exists(taking_part))


def _not_arrived(now: datetime) -> Q:
    gone = _standing().filter(point=Point.LEFT_BLOCK, people__gt=0, counted_at__lt=now - ARRIVES_WITHIN)
    # A later count on the way back says where they are.
    later = _standing().exclude(point=Point.LEFT_BLOCK)
    is_gone, is_seen_later = GreaterThan(_number_of(gone), 0), GreaterThan(_number_of(later), 0)
    return Q(is_gone) & ~Q(is_seen_later) & ~Q(Exists(_explained()))
