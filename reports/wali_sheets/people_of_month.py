"""Whose sheet of a month somebody may read: those in custody here now, and those who were here in that month."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from core import clock
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import SEES_OWN_WARDS_ONLY, Person


def people_of_month(reader: User, month: date, *, officer: User | None = None) -> QuerySet[Person]:
    """The people whose sheets `reader` may read for the month that begins on `month`; of `officer` alone, his wards.

    Whoever left in that month or later still has the sheet of it: what was done here stays with this office. Wards are
    those of now, or those of the day of leaving.
    """
    here = Person.objects.visible_to(reader)
    own_only = reader.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person")
    whose = reader if own_only else officer
    left = _left_since(reader, month)
    if whose:
        here, left = here.filter(case_officer=whose), left.filter(pk__in=_wards_until_they_left(whose, month))
    return Person.objects.filter(pk__in=here.order_by().values("pk")) | left


def _left_since(reader: User, month: date) -> QuerySet[Person]:
    """Who was in custody at the reader's facility in that month and is not any more."""
    stays = CustodyPeriod.objects.filter(
        facility=reader.facility_id, from_date__lte=clock.month_end(month), until__gte=month
    )
    stays = stays.exclude(leaving=CustodyPeriod.Leaving.CORRECTION)
    gone = Person.objects.filter(merged_into=None, pk__in=stays.values("person"))
    return gone.exclude(facility=reader.facility_id) | gone.filter(facility=None)


def _wards_until_they_left(officer: User, month: date) -> set[int]:
    """Keys of the people whose case officer `officer` was on the day on which they left, since that month."""
    left = Circumstance.objects.standing().filter(
        facility=officer.facility_id, kind__in=Circumstance.DEPARTURES, happened_on__gte=month
    )
    # Compared here: both databases look into JSON in ways of their own, and few people leave in a month.
    return {
        person
        for person, effects in left.values_list("person", "effects")
        for entry in effects
        if entry["model"] == Person._meta.label_lower and entry["before"].get("case_officer") == officer.pk
    }
