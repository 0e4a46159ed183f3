"""People awaiting a decision, whose missing data is asked for first; subjects above name them."""

from datetime import date

from django.db.models import Q, QuerySet

from core.ports import Port
from inmates.custody.custody_facts import to_be_completed
from inmates.people.models import Person

awaited: Port[[], QuerySet] = Port()
"""Keys of people awaiting a decision, as a queryset to be used in a subquery."""


def to_complete_first(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """The `people` (from `with_custody`) who await a decision while some of their data is unknown that day."""
    condition = Q(pk__in=[])
    for keys in awaited.ask():
        condition |= Q(pk__in=keys)
    return people.filter(condition, to_be_completed(on))
