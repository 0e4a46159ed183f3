"""Pages of probation to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from inmates.people.models import Person
from outcomes.leaving.leaving_links import leaving_links
from outcomes.probation.client_shares import PERMISSION


@leaving_links.register
def probation_officer(person: Person) -> PageLink:
    """Who accompanies the person after leaving, if the person agrees."""
    url = reverse("outcomes:share_new", args=[person.public_id])
    return PageLink(_("Probation officer"), url, PERMISSION, "users")
