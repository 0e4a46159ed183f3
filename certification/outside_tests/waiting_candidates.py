"""Candidates still waiting for a result or certificate from the body, and since when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.models import User
from certification.outside_tests.models.tests import OutsideCandidate
from core import clock

# Certificates arrive about three months after the test; later the body should be asked.
LATE_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Wait:
    """A candidate with the days since the test."""

    candidate: OutsideCandidate
    days: int

    @property
    def is_late(self) -> bool:
        """Whether the body should be asked."""
        return self.days > LATE_AFTER.days

    @property
    def for_result(self) -> bool:
        """Whether even the result is missing."""
        return not self.candidate.result


def waiting_for(user: User) -> QuerySet[OutsideCandidate]:
    """Candidates visible to the user who are waiting today, longest wait first."""
    found = OutsideCandidate.objects.visible_to(user).waiting(clock.today(user.time_zone))
    related = ("test", "enrollment__person", "enrollment__batch")
    return found.select_related(*related).order_by("test__held_on", "enrollment__person__name_sort", "pk")


def late_for(user: User) -> QuerySet[OutsideCandidate]:
    """Those who have waited so long that the body should be asked."""
    return waiting_for(user).filter(test__held_on__lt=clock.today(user.time_zone) - LATE_AFTER)


def wait_of(candidate: OutsideCandidate, today: date) -> Wait:
    """The candidate's waiting time."""
    return Wait(candidate, (today - candidate.test.held_on).days)
