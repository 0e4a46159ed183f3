"""The page of next steps, to which the profile leads."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from inmates.custody.profile_links import further_tabs
from inmates.people.models import Person


@further_tabs.register
def steps_of(person: Person) -> PageLink:
    """What the person may learn next."""
    return PageLink(_("Next steps"), reverse("programs:person_steps", args=[person.public_id]), "programs.view_program")
