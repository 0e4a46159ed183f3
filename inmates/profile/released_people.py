"""People who have left: visible, read-only, to the facility that released them and no other."""

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person

Leaving = CustodyPeriod.Leaving
LEFT = (Leaving.FULL_TERM, Leaving.CONDITIONAL, Leaving.COURT_ORDER, Leaving.ESCAPE, Leaving.DEATH)
"""Ways of leaving without another facility taking over; excludes transfers and wrong entries."""


def released_by(user: User) -> QuerySet[Person]:
    """People in no custody whose last stay ended at the user's facility, with `left_on` and `leaving`.

    Empty for users limited to their own wards: nobody has a case officer after leaving.
    """
    if not user.facility_id or not user.has_perm("inmates.view_leaving"):
        return Person.objects.none()
    stays = CustodyPeriod.objects.filter(person=OuterRef("pk")).exclude(leaving=Leaving.CORRECTION)
    last = stays.order_by("-until", "-pk")
    ours = CustodyPeriod.objects.filter(facility=user.facility_id, leaving__in=LEFT)
    people = Person.objects.filter(facility=None, merged_into=None, pk__in=ours.values("person"))
    return people.annotate(
        last_facility=Subquery(last.values("facility")[:1]),
        entered_on=Subquery(last.values("from_date")[:1]),
        left_on=Subquery(last.values("until")[:1]),
        leaving=Subquery(last.values("leaving")[:1]),
    ).filter(last_facility=user.facility_id, leaving__in=LEFT)
