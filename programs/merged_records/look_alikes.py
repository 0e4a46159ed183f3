"""Finds possible duplicates: names that match however spelled, and dates of birth that do not contradict.

People no longer in custody are not shown on a name match alone (as on arrival): name and date of birth must both match
a record that the reader has. A NIK can be in only one record.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from inmates.custody.custody_facts import with_custody
from inmates.custody.in_custody import once_in_custody
from inmates.people.models import Person

MOST_FOUND = 20


def with_look_alikes(user: User) -> QuerySet[Person]:
    """People visible to the user who seem to have a duplicate; of two records here, the older one."""
    people = Person.objects.visible_to(user).exclude(name_key="")
    same = Person.objects.visible_to(user).filter(name_key=OuterRef("name_key"), pk__gt=OuterRef("pk"))
    gone = _out_of_custody().filter(name_key=OuterRef("name_key"), birth_date=OuterRef("birth_date"))
    fits = Exists(same.filter(Q(birth_date=OuterRef("birth_date")) | Q(birth_date=None)))
    # An unknown birthday matches any other; two known ones must be equal.
    return people.filter(fits | (Q(birth_date=None) & Exists(same)) | Exists(gone))


def pairs(people: Iterable[Person], user: User, *, each_once: bool = True) -> list[tuple[Person, Person]]:
    """Each of `people` with each similar record, both with the facts of `with_custody`; one query.

    With `each_once`, a pair of two people in custody here is listed only for the older record.
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
    """Whether `other` may be a duplicate of `one`, who is in custody."""
    if one.pk == other.pk or not one.name_key or one.name_key != other.name_key:
        return False
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return other.facility_id is not None


def choosable(stays: Person, user: User) -> QuerySet[Person]:
    """Records the user may merge into `stays`: people held here, and similar ones who have left.

    Includes records already merged into `stays`, so that a second user is told that it has been done.
    """
    here = Q(pk__in=Person.objects.visible_to(user).values("pk"))
    if stays.birth_date:
        alike = _out_of_custody().filter(name_key=stays.name_key, birth_date=stays.birth_date)
        here |= Q(pk__in=alike.values("pk"))
    return Person.objects.filter(here | Q(merged_into=stays.pk))


def _out_of_custody() -> QuerySet[Person]:
    return once_in_custody(Person.objects.filter(facility=None, merged_into=None))
