"""The person in custody: locking, office and local date, and whether anything may still be recorded."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from core import clock
from core.errors import Blocker, RuleViolation
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person


def once_in_custody(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those of `people` who have ever been in custody. All others are known to a training center alone, and no
    facility may find them.
    """
    return people.filter(Exists(CustodyPeriod.objects.filter(person=OuterRef("pk"))))


def locked(person: Person) -> Person:
    """The person's current row, locked until the transaction ends; rows referring to the person can still be
    written.
    """
    # A full lock would block every row that refers to the person, such as another officer's attendance mark.
    return Person.objects.select_for_update(no_key=True, of=["self"]).select_related("facility").get(pk=person.pk)


def hold_people(people: Iterable[int]) -> None:
    """Locks these people (keys), always in key order, until the transaction ends."""
    wanted = set(people)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def today_of(person: Person) -> datetime.date:
    """The local date where the person is."""
    # Without custody there is no office; the middle time zone is at most an hour off.
    return clock.today(person.facility.time_zone if person.facility else "Asia/Makassar")


def custody_blockers(person: Person) -> list[Blocker]:
    """The reason why custody data cannot change: the person is not in custody."""
    if person.facility_id:
        return []
    return [Blocker("not_in_custody", _("This person is no longer in custody. Nothing more can be recorded."))]


def facility_of(person: Person) -> Facility:
    """The facility that holds the person. Raises `RuleViolation` if there is none."""
    if person.facility is None:
        raise RuleViolation(custody_blockers(person))
    return person.facility
