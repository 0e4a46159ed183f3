"""People on whom a decision waits, so that what is missing of them is asked for first: subjects above say whom."""

from datetime import date

from django.db.models import Q, QuerySet

from core.ports import Port
from inmates.custody.custody_facts import to_be_completed
from inmates.people.models import Person

awaited: Port[[], QuerySet] = Port()
"""The keys of people on whom a decision waits, as a query that becomes part of another one."""


def to_complete_first(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Those of `people` (of `with_custody`) on whom a decision waits while something of them is not known that day."""
    condition = Q(pk__in=[])
    for keys in awaited.ask():
        condition |= Q(pk__in=keys)
    return people.filter(condition, to_be_completed(on))
