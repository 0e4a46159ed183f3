"""Pages of selection to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from inmates.custody.profile_links import further_tabs
from inmates.people.models import Person


@further_tabs.register
def selection_of(person: Person) -> PageLink:
    """Interviews, goals and applications of the person."""
    url = reverse("programs:person_selection", args=[person.public_id])
    return PageLink(_("Needs and selection"), url, "programs.view_interview")
