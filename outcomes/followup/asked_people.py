"""Whom the placement officer asks: participants of the center about to finish or just done, with their answer."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from inmates.people.models import Person
from outcomes.followup.codes import AskedBy
from outcomes.followup.models.consents import Consent, hash_of
from outcomes.followup.models.contacts import Contact
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


def to_ask(user: User, today: date) -> QuerySet[Enrollment]:
    """One place a person who ends training around these days and was not asked yet.

    Whoever ended an agreement stands here no more: only the hash still knows, so nobody is asked a second time.
    """
    near = places_of(user).filter(batch__ends_on__range=(today - LATEST, today + EARLIEST))
    found: QuerySet[Any] = _one_each(near, user)
    found = found.filter(given__isnull=True).exclude(person__in=_who_ended(user, near))
    return found.order_by("-batch__ends_on", "person__name_sort", "pk")


def answered(user: User) -> QuerySet[Enrollment]:
    """One place of each person whose answer stands, however long ago it was given: whoever calls is found here."""
    found: QuerySet[Any] = _one_each(places_of(user), user)
    found = found.filter(given__isnull=False)
    return found.order_by("-batch__ends_on", "person__name_sort", "pk")


def with_new_numbers(user: User) -> QuerySet[Enrollment]:
    """Of those who answered, people who typed a new number that waits: somebody asks at the old one."""
    waiting = Contact.objects.visible_to(user).waiting().order_by()
    return answered(user).filter(person__in=waiting.values("consent__person"))


def _one_each(places: QuerySet[Enrollment], user: User) -> QuerySet[Enrollment]:
    """The latest of these places of each person, with `given` (yes or no) and `consent_key`."""
    live = Consent.objects.live().filter(person=OuterRef("person"), training_center=user.training_center_id)
    later = places.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    found = places.filter(~Exists(later)).annotate(
        given=Subquery(live.values("answer")[:1]), consent_key=Subquery(live.values("public_id")[:1])
    )
    return found.select_related("person", "batch__version__program")


def _who_ended(user: User, places: QuerySet[Enrollment]) -> list[int]:
    """Keys of people with a place among these whose agreement with the center ended."""
    ended = Consent.objects.visible_to(user).filter(withdrawn_at__isnull=False)
    # At the end of the time of keeping nobody said no.
    ended = ended.exclude(withdrawn_channel=AskedBy.EXPIRY)
    hashes = set(ended.order_by().values_list("person_hash", flat=True))
    people = Person.objects.filter(pk__in=places.order_by().values("person")).only("public_id") if hashes else ()
    return [person.pk for person in people if hash_of(person) in hashes]
