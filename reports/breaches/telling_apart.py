"""People of one name told apart: by what the reader may see of them, in lists and in forms that choose them."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from core.templatetags.dates import day
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from reports.breaches.models import AffectedPerson


def with_marks(rows: Iterable[AffectedPerson], reader: User) -> list[Any]:
    """Adds `marks` to each: date of birth and, for the facility that holds the person, the register number.

    One query for a facility, none for a training center.
    """
    found: list[Any] = list(rows)
    numbers = _numbers([row.person_id for row in found], reader)
    for row in found:
        born = day(row.person.birth_date) if row.person.birth_date else ""
        row.marks = " · ".join(filter(None, (born, numbers.get(row.person_id, ""))))
    return found


def _numbers(people: list[int], reader: User) -> dict[int, str]:
    if not reader.facility_id or not people:
        return {}
    held: Any = with_custody(Person.objects.filter(pk__in=people, facility=reader.facility_id))
    return {person.pk: person.register_number or "" for person in held.order_by()}
