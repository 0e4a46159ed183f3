"""Whose sheet of a month a user may read: people now in custody here, and those who were here in that month."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from inmates.custody.models.circumstances import Circumstance
from inmates.people.models import SEES_OWN_WARDS_ONLY, Person
from reports.wali_sheets.last_stays import officer_before, stays_in


def people_of_month(
    reader: User, month: date, *, officer: User | None = None, only: Collection[int] | None = None
) -> QuerySet[Person]:
    """The people whose sheets `reader` may read for the month beginning on `month`; with `officer`, only that officer's
    wards.

    With `only`, restricted to these people (keys).

    People who left in that month or later are included: what was done here stays with this office. Wards are current
    wards, or those on the day of leaving.
    """
    here = Person.objects.visible_to(reader)
    own_only = reader.is_narrowed_by(SEES_OWN_WARDS_ONLY, permission="inmates.view_person")
    whose = reader if own_only else officer
    left = _left_since(reader, month)
    if only is not None:
        here, left = here.filter(pk__in=only), left.filter(pk__in=only)
    if whose:
        here, left = here.filter(case_officer=whose), left.filter(pk__in=_wards_until_they_left(whose, month, left))
    return Person.objects.filter(pk__in=here.order_by().values("pk")) | left


def _left_since(reader: User, month: date) -> QuerySet[Person]:
    """People in custody at the reader's facility in that month who are no longer there."""
    gone = Person.objects.filter(merged_into=None, pk__in=stays_in(reader.facility, month).values("person"))
    return gone.exclude(facility=reader.facility_id) | gone.filter(facility=None)


def _wards_until_they_left(officer: User, month: date, people: QuerySet[Person]) -> set[int]:
    """Those of these people (keys) who left since then and had `officer` as case officer on that day."""
    left = Circumstance.objects.standing().filter(
        person__in=people.order_by().values("pk"),
        facility=officer.facility_id,
        kind__in=Circumstance.DEPARTURES,
        happened_on__gte=month,
    )
    return {
        person for person, effects in left.values_list("person", "effects") if officer_before(effects) == officer.pk
    }
