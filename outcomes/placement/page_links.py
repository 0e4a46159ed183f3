"""Pages of placement to which pages of earlier subjects lead."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from outcomes.needs.employer_page import employer_links
from outcomes.needs.models import Employer
from outcomes.placement.vacancies import PERMISSION


@employer_links.register
def vacancy_of(employer: Employer) -> PageLink:
    """Where a vacancy of the employer is added."""
    return PageLink(_("Add a vacancy"), reverse("outcomes:vacancy_new", args=[employer.public_id]), PERMISSION, "plus")
