"""Until when vacancies need whom to ask for at their employers."""

from typing import Any

from django.db.models import QuerySet

from outcomes.needs.served_employers import uses_above
from outcomes.placement.models import Vacancy


@uses_above.register
def vacancies() -> tuple[QuerySet[Any], str]:
    """Until the last day on which people can be proposed."""
    return Vacancy.objects.all(), "closes_on"
