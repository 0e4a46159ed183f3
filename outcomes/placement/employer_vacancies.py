"""The vacancies on the page of their employer, with what came of them."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from outcomes.needs.employer_page import OfferedWork, offered_work
from outcomes.needs.models import Employer
from outcomes.placement.models import Vacancy
from outcomes.placement.vacancy_list import with_counts

MOST_SHOWN = 20


@offered_work.register
def vacancies_of(employer: Employer, today: date) -> list[OfferedWork]:
    """The latest vacancies, each with how many were proposed and how many started; numbers, and no names."""
    rows = with_counts(Vacancy.objects.filter(employer=employer)).order_by("-opened_on", "-pk")
    return [
        OfferedWork(
            job=row.job,
            url=reverse("outcomes:vacancy_detail", args=[row.public_id]),
            state=state_of(row, today),
            closes_on=row.closes_on,
            number=row.number,
            proposed=vars(row)["proposed"],
            started=vars(row)["started"],
        )
        for row in rows[:MOST_SHOWN]
    ]


def state_of(vacancy: Vacancy, today: date) -> tuple[str, str]:
    """Whether it is open, as the look of a tag and its words."""
    if vacancy.ended_as:
        return "quiet", str(vacancy.get_ended_as_display())
    return ("warn", _("Its time is over")) if vacancy.closes_on < today else ("ok", _("Open"))
