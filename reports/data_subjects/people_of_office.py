"""The people for whom an office's data protection officer answers."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from inmates.custody.models.stays import CustodyPeriod
from inmates.custody.register_numbers import normalize
from inmates.people.models import Person
from inmates.people.names import name_key
from programs.places.models import Enrollment
from programs.registrations.models import Registration

MOST_FOUND = 20


def people_of(user: User) -> QuerySet[Person]:
    """Facility: people in its custody and those who left custody from there. Center: everybody ever enrolled or
    registered there.

    Merged records do not appear separately: their rows are part of the remaining record's file.
    """
    people = Person.objects.filter(merged_into=None)
    if user.facility_id:
        return of_facility(people, user.facility_id)
    if user.training_center_id:
        taught = Enrollment.objects.filter(batch__training_center=user.training_center_id).values("person")
        registered = Registration.objects.filter(batch__training_center=user.training_center_id).values("person")
        return people.filter(_or_merged_from(taught) | Q(pk__in=registered))
    return people.none()


def of_facility(people: QuerySet[Person], facility: int) -> QuerySet[Person]:
    """Those of the people who are in custody of this facility (key), or left custody from there."""
    # A stay ended as a correction never happened: its office had nothing to do with the person.
    stays = CustodyPeriod.objects.filter(person=OuterRef("pk")).exclude(leaving=CustodyPeriod.Leaving.CORRECTION)
    # Databases sort NULL `until` differently. This is harmless: the last stay matters only for people without a
    # facility, and none of their stays is open.
    last = stays.order_by("-until", "-pk").values("facility")[:1]
    return people.annotate(left_from=Subquery(last)).filter(Q(facility=facility) | Q(facility=None, left_from=facility))


def found_by(user: User, words: str) -> list[Person]:
    """The first people whose name contains the words or, for a facility, whose register number matches; none without
    words.
    """
    wanted = Q(pk__in=[])
    if name_key(words):
        wanted |= _or_merged_from(Person.objects.named_like(words).values("pk"))
    if user.facility_id and normalize(words):
        wanted |= Q(register_numbers__number_key__contains=normalize(words))
    found = people_of(user).filter(wanted).distinct()
    return list(found.select_related("facility").order_by("name_sort", "pk")[:MOST_FOUND])


def _or_merged_from(records: QuerySet) -> Q:
    """Matches people who are one of these records, or into whom one of them was merged."""
    return Q(pk__in=records) | Q(merged_from__in=records)


def records_of(person: Person) -> list[Person]:
    """The record and everything merged into it, itself first; one query."""
    found = Person.objects.of_one_person(person).order_by("pk")
    return sorted(found, key=lambda record: record.pk != person.pk)
