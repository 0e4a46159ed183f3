"""Short facts about a person in a list."""

from django import template

from inmates.people.models import Person
from inmates.profile import people_overview

register = template.Library()


@register.filter
def housing(person: Person) -> str:
    """Current block and cell."""
    return people_overview.housing(person)


@register.filter
def outing(person: Person) -> str:
    """Why the person is out of the house now."""
    return people_overview.outing(person)


@register.filter
def custody_status(person: Person) -> str:
    """Sentenced or on remand; empty if unknown."""
    return people_overview.status(person)


@register.filter
def leaving_label(person: Person) -> str:
    """How a released person left."""
    return people_overview.leaving_label(person)
