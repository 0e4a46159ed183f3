"""What the list of vacancies shows beside each: how many were proposed, and how many started."""

from django.db.models import Count, Q, QuerySet

from outcomes.placement.codes import Step
from outcomes.placement.models import Vacancy


def with_counts(vacancies: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """Adds `proposed` and `started`, the number of introductions and of those who work; with employer and vocation."""
    counted = vacancies.annotate(
        proposed=Count("introductions"), started=Count("introductions", filter=Q(introductions__step=Step.STARTED))
    )
    return counted.select_related("employer", "vocation")
