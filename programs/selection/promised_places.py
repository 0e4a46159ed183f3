"""Who was promised a place, as the entry rules ask: nobody joins those from whom they must be kept apart."""

from collections.abc import Collection

from django.db.models import QuerySet

from programs.entry_rules import fact_sources
from programs.selection.application_states import PROMISED
from programs.selection.models import Application


@fact_sources.members.register
def promised(batches: Collection[int]) -> QuerySet:
    """Who was admitted to each of these batches or is offered a place in it."""
    return Application.objects.filter(state__in=PROMISED, batch__in=batches).order_by().values_list("batch", "person")
