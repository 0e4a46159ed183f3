"""The offices that have figures of their own."""

from collections.abc import Iterator

from accounts.models import Facility, TrainingCenter
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.effect.released_lives import RELEASES, Scope
from outcomes.followup.models.consents import Consent


def offices() -> Iterator[tuple[Scope, str]]:
    """Centers, facilities, then regions, each with its name; two statements."""
    for center in TrainingCenter.objects.order_by("pk"):
        yield Scope.of_center(center), center.name
    facilities = list(Facility.objects.order_by("pk"))
    for facility in facilities:
        yield Scope.of_facility(facility), facility.name
    for region in sorted({facility.region for facility in facilities if facility.region}):
        yield Scope.of_region(region), region


def offices_of(person: Person) -> list[Scope]:
    """Facilities that have released the person, and their regions; one statement."""
    stays = CustodyPeriod.objects.filter(person=person, leaving__in=RELEASES).select_related("facility")
    facilities = {stay.facility_id: stay.facility for stay in stays}
    regions = sorted({facility.region for facility in facilities.values() if facility.region})
    return [*map(Scope.of_facility, facilities.values()), *map(Scope.of_region, regions)]


def offices_counting(consent: Consent) -> list[Scope]:
    """Every office whose figures count the person of an answer."""
    return [Scope.of_center(consent.training_center), *(offices_of(consent.person) if consent.person else ())]
