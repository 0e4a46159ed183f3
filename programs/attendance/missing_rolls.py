"""Incomplete rolls: sessions that are over with expected people who have no mark."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import User
from core import clock
from programs.attendance import mark_rules
from programs.attendance.mark_gaps import gaps
from programs.attendance.models.marks import Mark
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


def _over(user: User) -> QuerySet[Session]:
    return Session.objects.recordable_by(user).filter(state=Session.State.PLANNED, ends_at__lt=clock.now())


def missing_rolls(user: User) -> QuerySet[Session]:
    """Sessions within the user's scope that are over and whose roll is incomplete."""
    return Session.objects.filter(pk__in=gaps(Enrollment.objects.all(), _over(user)).values("session_pk"))


def rolls_begun(user: User) -> QuerySet[Session]:
    """Sessions within the user's scope that are over, have marks and are not closed."""
    return _over(user).filter(Exists(Mark.objects.filter(session=OuterRef("pk"))))


@dataclass(frozen=True)
class MissingRoll:
    """A session with an incomplete roll. `days` counts from the session until today."""

    session: Session
    unmarked: int
    marked: int
    days: int
    needs_supervisor: bool


def described(sessions: list[Session], user: User) -> list[MissingRoll]:
    """The sessions of `missing_rolls` with what is missing; two queries for any number."""
    rows = Session.objects.filter(pk__in=[session.pk for session in sessions])
    unmarked = dict(gaps(Enrollment.objects.all(), rows).order_by().values_list("session_pk").annotate(Count("pk")))
    marked = dict(Mark.objects.filter(session__in=rows).order_by().values_list("session").annotate(Count("pk")))
    today = clock.today(user.time_zone)
    return [
        MissingRoll(
            session,
            unmarked.get(session.pk, 0),
            marked.get(session.pk, 0),
            (today - session.date).days,
            mark_rules.needs_correction(session),
        )
        for session in sessions
    ]
