"""Whether somebody has answered the question of being contacted after leaving; what the answer was is nobody's here."""

from django.db.models import Q, QuerySet

from core.ports import Port
from inmates.people.models import Person

people_answered: Port[[], QuerySet] = Port()
"""Keys of people who answered, yes or no, as a queryset to be used in a subquery. Asked by each list and page."""


def has_answered() -> Q:
    """Matches people who answered; nobody if nothing above asks them."""
    condition = Q(pk__in=[])
    for keys in people_answered.ask():
        condition |= Q(pk__in=keys)
    return condition


def contact_answered(person: Person) -> bool:
    """Whether this person answered; one query."""
    return Person.objects.filter(has_answered(), pk=person.pk).exists()
