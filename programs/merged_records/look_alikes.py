"""Records that may be of one person: the same name however spelled, and nothing in the date of birth against it.

Of people who are out of custody nobody is shown by the name alone (as when somebody arrives): name and date of birth
must both be those of a record that the reader has. The same NIK cannot stand in two records.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person

MOST_FOUND = 20


def with_look_alikes(user: User) -> QuerySet[Person]:
    """People visible to the user who seem to have a second record; of two records here, the older one."""
    people = Person.objects.visible_to(user).exclude(name_key="")
    same = Person.objects.visible_to(user).filter(name_key=OuterRef("name_key"), pk__gt=OuterRef("pk"))
    gone = _out_of_custody().filter(name_key=OuterRef("name_key"), birth_date=OuterRef("birth_date"))
    fits = Exists(same.filter(Q(birth_date=OuterRef("birth_date")) | Q(birth_date=None)))
    # An unknown birthday fits any other; two known ones must be the same.
    return people.filter(fits | (Q(birth_date=None) & Exists(same)) | Exists(gone))


def pairs(people: Iterable[Person], user: User, *, each_once: bool = True) -> list[tuple[Person, Person]]:
    """Each of `people` with each record that looks alike, both with the facts of `with_custody`; one query.

    `each_once` leaves a pair of two people in custody here to the older one of the two.
    """
    people = list(people)
    here = Q(pk__in=Person.objects.visible_to(user).values("pk"))
    gone = Q(pk__in=_out_of_custody().values("pk"))
    found = with_custody(Person.objects.filter(here | gone, name_key__in={person.name_key for person in people}))
    by_name: dict[str, list[Person]] = defaultdict(list)
    for other in found.select_related("case_officer").order_by("pk"):
        by_name[other.name_key].append(other)
    return [
        (person, other)
        for person in people
        for other in by_name[person.name_key]
        if looks_alike(person, other) and not (each_once and other.facility_id and other.pk < person.pk)
    ]


def looks_alike(one: Person, other: Person) -> bool:
    """Whether `other` may be a second record of `one`, who is in custody."""
    if one.pk == other.pk or not one.name_key or one.name_key != other.name_key:
        return False
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return other.facility_id is not None


def choosable(stays: Person, user: User) -> QuerySet[Person]:
    """Records that the user may choose as the second one of `stays`: people here, and who left and looks alike.

    One that was merged into `stays` already is among them, so that whoever comes second is told so.
    """
    here = Q(pk__in=Person.objects.visible_to(user).values("pk"))
    if stays.birth_date:
        alike = _out_of_custody().filter(name_key=stays.name_key, birth_date=stays.birth_date)
        here |= Q(pk__in=alike.values("pk"))
    return Person.objects.filter(here | Q(merged_into=stays.pk))


def _out_of_custody() -> QuerySet[Person]:
    return Person.objects.filter(facility=None, merged_into=None)
