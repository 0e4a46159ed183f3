"""Short facts of a person in a list."""

from django import template

from inmates import overview
from inmates.models import Inmate

register = template.Library()


@register.filter
def housing(person: Inmate) -> str:
    """Block and cell now."""
    return overview.housing(person)


@register.filter
def custody_status(person: Inmate) -> str:
    """Sentenced, on remand, or nothing while unknown."""
    return overview.status(person)


@register.filter
def batches_now(person: Inmate) -> str:
    """The batches that the person takes part in now, or nothing."""
    return overview.batches_now(person)


@register.filter
def leaving_label(person: Inmate) -> str:
    """How somebody who has left has done so."""
    return overview.leaving_label(person)
