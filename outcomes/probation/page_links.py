"""Pages of probation to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.page_links import PageLink
from inmates.people.models import Person
from outcomes.leaving.leaving_links import leaving_links
from outcomes.probation.client_shares import PERMISSION


@leaving_links.register
def probation_officer(person: Person) -> PageLink:
    """Who accompanies the person after leaving, if the person agrees."""
    url = reverse("outcomes:share_new", args=[person.public_id])
    named = person.client_shares.standing().values_list("officer__full_name", flat=True).first()
    label = _("Probation officer: %(name)s") % {"name": named} if named else _("Probation officer")
    return PageLink(label, url, PERMISSION, "users")
