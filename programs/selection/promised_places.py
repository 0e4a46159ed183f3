"""People promised a place, for the entry rules: nobody may join a person from whom they must be kept apart."""

from collections.abc import Collection

from django.db.models import QuerySet

from programs.entry_rules import fact_sources
from programs.selection.application_states import PROMISED
from programs.selection.models import Application


@fact_sources.members.register
def promised(batches: Collection[int]) -> QuerySet:
    """People admitted to these batches or offered a place in them, as pairs of keys (batch, person)."""
    return Application.objects.filter(state__in=PROMISED, batch__in=batches).order_by().values_list("batch", "person")
