"""Finds people of an office by name, alias or register number."""

from django.db.models import Q

from accounts.models import Facility
from inmates.custody.models.stays import RegisterNumber
from inmates.custody.register_numbers import normalize
from inmates.people.models import PersonQuerySet


def found_by(words: str, people: PersonQuerySet, facility: Facility | None) -> PersonQuerySet:
    """Matches people whose name, in any spelling, contains all words, or whose alias or past or present number there
    matches.
    """
    found = Q(pk__in=people.order_by().named_like(words).values("pk")) | Q(called_name__icontains=words)
    key = normalize(words)
    # Letters alone occur in every register number ("B.I") and would match everybody.
    if any(char.isdigit() for char in key):
        numbers = RegisterNumber.objects.filter(facility=facility, number_key__contains=key)
        found |= Q(pk__in=numbers.values("person"))
    return people.filter(found)
