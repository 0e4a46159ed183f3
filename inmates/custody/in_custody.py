"""The person in custody now: locked, where and on which day, and whether anything can still be recorded."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from core import clock
from core.errors import Blocker, RuleViolation
from inmates.people.models import Person


def locked(person: Person) -> Person:
    """The person as stored now, locked until the transaction ends; rows that name the person can still be written."""
    # A full lock would stop every row that refers to the person, as an attendance mark of another officer.
    return Person.objects.select_for_update(no_key=True, of=["self"]).select_related("facility").get(pk=person.pk)


def hold_people(people: Iterable[int]) -> None:
    """Locks these people (keys), always in the order of their keys, until the transaction ends."""
    wanted = set(people)
    if wanted:
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def today_of(person: Person) -> datetime.date:
    """The calendar day where the person is."""
    # Nowhere in custody there is no office, and the zone in the middle is at most an hour off.
    return clock.today(person.facility.time_zone if person.facility else "Asia/Makassar")


def custody_blockers(person: Person) -> list[Blocker]:
    """Whether the person is in custody, without which nothing of the custody half can change."""
    if person.facility_id:
        return []
    return [Blocker("not_in_custody", _("This person is no longer in custody. Nothing more can be recorded."))]


def facility_of(person: Person) -> Facility:
    """Where the person is in custody. Raises `RuleViolation` for anybody who is nowhere."""
    if person.facility is None:
        raise RuleViolation(custody_blockers(person))
    return person.facility
