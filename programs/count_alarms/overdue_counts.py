"""Counts that nobody has made though it was time: nobody knows of these people whether they are there.

People who went and were not counted at the workshop soon after; and whoever was not counted to the end after the
session. Only an explanation of just this ends it, and the missing count.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from core import clock
from programs.count_alarms.models import CountAlarm
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

Point = HeadCount.Point
# As long as a class needs to walk back and to be counted at the door.
OVERDUE_AFTER = timedelta(minutes=10)
# From the count at the block to that at the workshop, and never before the session begins.
ARRIVES_WITHIN = timedelta(minutes=15)
# After that an uncounted session is a matter of records, no longer of somebody who may be missing: it stays on the list
# of open counts without the red notice. Sessions of before this existed are not all alarmed at once either.
LOUD_FOR = timedelta(days=14)


def overdue(now: datetime | Combinable) -> Q:
    """Sessions of lately whose counts nobody has made in time, and of which nobody has said why."""
    lately = Q(state=Session.State.PLANNED, starts_at__lte=now, ends_at__gt=now - LOUD_FOR)
    return lately & (_not_counted_to_the_end(now) | _not_arrived(now))


def is_overdue(session: Session, counted: Collection[str] | None = None) -> bool:
    """Whether `session` is one of them; a query only where it can be. `counted`: its points, where they are read."""
    if session.state != Session.State.PLANNED or session.starts_at > clock.now():
        return False
    is_over = session.ends_at < clock.now() - OVERDUE_AFTER
    if counted is not None and not is_over and set(counted) != {Point.LEFT_BLOCK}:
        return False
    return Session.objects.filter(overdue(clock.now()), pk=session.pk).exists()


def is_counted_so_far(session: Session, counted: Collection[str]) -> bool:
    """Whether no count is missing that should be there by now: that at the workshop while class lasts, then all four.

    `counted`: the points that have a count. Whoever was counted anywhere later came there.
    """
    if session.state == Session.State.PLANNED and clock.now() <= session.ends_at + OVERDUE_AFTER:
        return bool(set(counted) - {Point.LEFT_BLOCK})
    return set(Point) <= set(counted)


def reawaken(alarms: Iterable[CountAlarm]) -> None:
    """Makes settled alarms of counts that nobody made loud again, where other counts are overdue since; stores nothing.

    Nobody does anything at the moment at which a count becomes overdue, so no command could.
    """
    for alarm in alarms:
        if alarm.is_of_counting and alarm.is_open:
            alarm.agreed_at = None


def _standing() -> QuerySet[HeadCount]:
    return HeadCount.objects.standing().filter(session=OuterRef("pk"))


def _number_of(counts: QuerySet[HeadCount]) -> Coalesce:
    """How many of these the session has.

    Counted for each session by itself. Asked whether there are any, PostgreSQL reads the counts of all days at once.
    """
    of_session = counts.order_by().values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(of_session), 0)


def _explained() -> QuerySet[CountAlarm]:
    return CountAlarm.objects.explained().of_counting().filter(session=OuterRef("pk"))


def _not_counted_to_the_end(now: datetime | Combinable) -> Q:
    # At each point at most one count stands.
    uncounted = Q(LessThan(_number_of(_standing()), len(Point)))
    people = Enrollment.objects.filter(batch=OuterRef("batch"), starts_on__lte=OuterRef("date"))
    taking_part = people.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=OuterRef("date")))
    # Who was counted has to come back, whatever became of the places since.
    anybody = Q(GreaterThan(_number_of(_standing().filter(people__gt=0)), 0)) | Q(Exists(taking_part))
    explained = _explained().filter(explained_at__gt=OuterRef("ends_at") + OVERDUE_AFTER)
    return Q(ends_at__lt=now - OVERDUE_AFTER) & uncounted & anybody & ~Q(Exists(explained))


def _not_arrived(now: datetime | Combinable) -> Q:
    gone = _standing().filter(point=Point.LEFT_BLOCK, people__gt=0, counted_at__lt=now - ARRIVES_WITHIN)
    # Counted later on, the way back says where they are.
    later = _standing().exclude(point=Point.LEFT_BLOCK)
    is_gone, is_seen_later = GreaterThan(_number_of(gone), 0), GreaterThan(_number_of(later), 0)
    return Q(is_gone) & ~Q(is_seen_later) & ~Q(Exists(_explained()))
