"""How many people under 18 an office processes data of (UU 27/2022, article 25)."""

from dataclasses import dataclass

from accounts.models import User
from core import clock
from inmates.consents.minors import minors_on
from inmates.consents.models import GuardianConsent
from reports.data_subjects.people_of_office import people_of


@dataclass(frozen=True)
class Children:
    """People under 18 today, and for how many of them a parent or guardian has signed; None where nobody asks."""

    count: int
    guarded: int | None


def children_of(user: User) -> Children:
    """Those of the user's office; one query, or two at a training center."""
    found = people_of(user).filter(minors_on(clock.today(user.time_zone))).distinct()
    if not user.training_center_id:
        return Children(found.count(), None)
    signed = GuardianConsent.objects.visible_to(user).standing().filter(person__in=found.order_by().values("pk"))
    return Children(found.count(), signed.count())
