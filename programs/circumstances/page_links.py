"""Pages of circumstances to which pages of earlier subjects lead."""

from django.urls import reverse

from inmates.custody.profile_links import change_of_circumstance
from inmates.people.models import Person


@change_of_circumstance.register
def choice_of_change(person: Person) -> str:
    """Where it is chosen what has changed for the person."""
    return reverse("programs:change_choose", args=[person.public_id])
