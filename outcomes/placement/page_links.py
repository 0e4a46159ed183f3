"""Pages of placement to which pages of earlier subjects lead."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_links import PageLink
from outcomes.needs.employer_page import employer_links
from outcomes.needs.models import Employer, NeedRecord
from outcomes.needs.need_list import need_links
from outcomes.placement.models import Vacancy
from outcomes.placement.vacancies import PERMISSION


@employer_links.register
def vacancy_of(employer: Employer) -> PageLink:
    """Where a vacancy of the employer is added."""
    return PageLink(_("Add a vacancy"), reverse("outcomes:vacancy_new", args=[employer.public_id]), PERMISSION, "plus")


@need_links.register
def vacancies_of_need(need: NeedRecord) -> list[PageLink]:
    """The vacancies of the record: the one that it is, and those that are a part of it."""
    found = Vacancy.objects.filter(Q(need=need) | Q(need__part_of=need))
    return [
        PageLink(
            _("Vacancy: %(job)s") % {"job": vacancy.job}, reverse("outcomes:vacancy_detail", args=[vacancy.public_id])
        )
        for vacancy in found
    ]
