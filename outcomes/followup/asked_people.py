"""Whom the placement officer asks: participants of the center about to finish or just done, with their answer."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from inmates.people.models import Person
from outcomes.followup.models import Consent, hash_of
from programs.batches.models import Batch
from programs.places.models import Enrollment

# Days before and after the end of a batch in which its participants stand in the list.
EARLIEST, LATEST = timedelta(days=30), timedelta(days=90)
_HELD = (Batch.State.RUNNING, Batch.State.FINISHED, Batch.State.CERTIFIED)


def places_of(user: User) -> QuerySet[Enrollment]:
    """Places of the user's own training center whose people may be asked."""
    if not user.training_center_id:
        return Enrollment.objects.none()
    return Enrollment.objects.filter(batch__training_center=user.training_center_id, batch__state__in=_HELD)


def to_ask(user: User, today: date, *, answered: bool = False) -> QuerySet[Enrollment]:
    """One place a person, with `given` (yes or no) and `consent_key`; those not asked yet, or `answered` the rest.

    Whoever ended an agreement stands in neither: only the hash still knows, so nobody is asked a second time.
    """
    live = Consent.objects.live().filter(person=OuterRef("person"), training_center=user.training_center_id)
    near = places_of(user).filter(batch__ends_on__range=(today - LATEST, today + EARLIEST))
    later = places_of(user).filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    later = later.filter(batch__ends_on__range=(today - LATEST, today + EARLIEST))
    found = near.filter(~Exists(later)).annotate(given=Subquery(live.values("answer")[:1]))
    found = found.annotate(consent_key=Subquery(live.values("public_id")[:1]))
    if not answered:
        found = found.exclude(person__in=_who_ended(user, near))
    found = found.filter(given__isnull=not answered).select_related("person", "batch__version__program")
    return found.order_by("-batch__ends_on", "person__name_sort", "pk")


def _who_ended(user: User, places: QuerySet[Enrollment]) -> list[int]:
    """Keys of people with a place among these whose agreement with the center ended."""
    ended = Consent.objects.visible_to(user).filter(withdrawn_at__isnull=False)
    hashes = set(ended.order_by().values_list("person_hash", flat=True))
    people = Person.objects.filter(pk__in=places.order_by().values("person")).only("public_id") if hashes else ()
    return [person.pk for person in people if hash_of(person) in hashes]
