"""Recognized units as the entry rules ask of them."""

from collections.abc import Collection

from django.db.models import CharField, DateField, QuerySet, Value
from django.db.models.functions import Cast

from programs.entry_rules import fact_sources
from programs.recognized_units.models import RecognizedUnit


@fact_sources.dated_rows.register
def recognized_units(people: Collection[int], center: int | None) -> QuerySet:
    """The codes of units that are recognized for these people."""
    accepted = RecognizedUnit.objects.accepted().filter(person__in=people).order_by()
    rows = accepted.filter(training_center=center) if center else accepted.of_facilities()
    kind, nothing = Cast(Value("unit"), CharField()), Cast(Value(None), DateField())
    return rows.values_list(kind, "person", Cast("code", CharField()), "passed_on", nothing)
