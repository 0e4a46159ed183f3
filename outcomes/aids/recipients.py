"""To whom a training center can give something: everybody whom it trained, one line a person."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from inmates.people.models import Person
from outcomes.followup.asked_people import places_of
from outcomes.followup.models.consents import Consent
from programs.places.models import Enrollment


def recipients(user: User, words: str = "") -> QuerySet[Enrollment]:
    """The latest place of each person at the user's center, by name; `words` narrows by name."""
    later = places_of(user).filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    found = places_of(user).filter(~Exists(later))
    if words:
        found = found.filter(person__in=Person.objects.named_like(words))
    return found.select_related("person", "batch__version__program")


def place_of(consent: Consent) -> Enrollment | None:
    """The place under which the page of somebody who was asked is found."""
    places = Enrollment.objects.filter(person=consent.person_id, batch__training_center=consent.training_center_id)
    return places.order_by("-pk").first()
