"""Pages of tools and capital to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from inmates.people.models import Person
from outcomes.aids.recipients import place_of
from outcomes.followup.agreement_links import agreement_links
from outcomes.followup.models.consents import Consent
from outcomes.leaving.leaving_links import leaving_links

LABEL = _("Tools and capital")


@leaving_links.register
def given_before_leaving(person: Person) -> PageLink:
    """What the detention center gave this person."""
    return PageLink(LABEL, reverse("outcomes:aid_person", args=[person.public_id]), "outcomes.view_aids", "wrench")


@agreement_links.register
def given_after(consent: Consent) -> PageLink | None:
    """What the training center gave this person."""
    place = place_of(consent)
    if place is None:
        return None
    return PageLink(LABEL, reverse("outcomes:aid_person", args=[place.public_id]), "outcomes.view_aids", "wrench")
