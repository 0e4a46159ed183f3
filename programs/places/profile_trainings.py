"""Places in batches, as shown on a person's profile."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from core.statements import Statement
from inmates.people.models import Person
from inmates.profile.trainings import Training, names_now, places_of
from programs.places.models import Enrollment

LOOKS = {Enrollment.State.ACTIVE: ("info", "graduation-cap"), Enrollment.State.COMPLETED: ("ok", "")}


@places_of.register
def trainings(person: Person) -> list[Training]:
    """The person's places, newest first; one query."""
    return [_training(row) for row in _of_person(person=person.pk)]


@Statement
def _of_person(person: int) -> QuerySet[Enrollment]:
    # What somebody learns outside is no facility's business.
    return (
        Enrollment.objects.of_facilities().filter(person=person).select_related("batch").order_by("-starts_on", "-pk")
    )


def _training(place: Enrollment) -> Training:
    look, icon_name = LOOKS.get(Enrollment.State(place.state), ("quiet", ""))
    return Training(
        key=place.pk,
        name=place.batch.name,
        facility=place.batch.facility_id,
        state=place.get_state_display(),
        look=look,
        icon_name=icon_name,
        starts_on=place.starts_on,
        ends_on=place.ends_on,
        ended_on=place.shown_end,
        end_reason=place.get_end_reason_display(),
    )


@names_now.register
def batches(people: Collection[int]) -> Mapping[int, list[str]]:
    """Names of the running batches in which each person (by key) has a place; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for person, state, name in _places(people=list(people)) if people else ():
        found[person].extend([name] if state in Enrollment.LIVE_STATES else [])
    return found


@Statement
def _places(people: list[int]) -> QuerySet:
    rows = Enrollment.objects.of_facilities().filter(person__in=people).order_by("batch", "pk")
    return rows.values_list("person", "state", "batch__name")
