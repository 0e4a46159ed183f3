"""Short facts about a person in a list."""

from collections.abc import Container

from django import template
from django.utils import timezone

from core import clock
from core.page_links import PageLink, shown
from inmates.consents.minors import is_minor
from inmates.custody.profile_links import change_address, further_tabs
from inmates.people.models import Person
from inmates.profile import people_overview
from printing.printed_signs import signs_named, unprinted_signs

register = template.Library()


@register.filter
def housing(person: Person) -> str:
    """Current block and cell."""
    return people_overview.housing(person)


@register.filter
def is_child(person: Person) -> bool:
    """Under 18 today, by the time of the reader."""
    return is_minor(person.birth_date, clock.today(timezone.get_current_timezone_name()))


@register.filter
def unprinted(name: str) -> str:
    """The signs of a name that papers do not print, in words; empty if they print all of it."""
    return signs_named(unprinted_signs(name))


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


@register.simple_tag
def tabs_beyond(person: Person, perms: Container[str]) -> list[PageLink]:
    """Pages of later subjects beside the parts of the profile, as far as the reader may open them."""
    return shown(further_tabs.ask(person), may=lambda permission: permission in perms)


@register.filter
def change_url(person: Person) -> str:
    """Where a change of circumstance is recorded; empty if nowhere."""
    return change_address(person)
