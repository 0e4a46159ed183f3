"""What the list of vacancies shows beside each: how many were proposed, and how many started."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of
from outcomes.placement.codes import Step
from outcomes.placement.models import Vacancy


def with_counts(vacancies: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """Adds `proposed` and `started`, the number of introductions and of those who work; with employer and vocation."""
    counted = vacancies.annotate(
        proposed=Count("introductions"), started=Count("introductions", filter=Q(introductions__step=Step.STARTED))
    )
    return counted.select_related("employer", "vocation")


def _state(vacancy: Any) -> str:
    shown = {"vacancy": vacancy, "today": vacancy.told_on}
    return words_of("outcomes/placement/_vacancy_state.html", **shown)


VACANCIES = Listing(
    title=_("Vacancies"),
    subject="outcomes.vacancy",
    what="list of vacancies",
    usual="-opened",
    columns=(
        Column("job", _("Job"), lambda one: one.job, ("job",)),
        Column("vocation", _("Vocation"), lambda one: one.vocation.name, ("vocation__name",), kind="file"),
        Column("employer", _("Employer"), lambda one: one.employer.name, ("employer__name",)),
        Column("opened", _("Opened on"), lambda one: one.opened_on, ("opened_on",), kind="file"),
        Column("until", _("Open until"), lambda one: one.closes_on, ("closes_on",)),
        Column("number", _("People wanted"), lambda one: one.number, ("number",), kind="num"),
        Column("proposed", _("Proposed"), lambda one: one.proposed, ("proposed",), kind="num"),
        Column("started", _("Started work"), lambda one: one.started, ("started",), kind="num"),
        Column("state", _("State"), _state),
    ),
)
