"""Schemes certified by outside bodies, for the entry rules of programs with the same scheme."""

from collections.abc import Collection

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from certification.outside_tests.models.tests import OutsideCandidate
from programs.entry_rules import fact_sources


@fact_sources.dated_rows.register
def certified_schemes(people: Collection[int], center: int | None) -> QuerySet:
    """Outside certificates of these people, each with the batch that led to it."""
    counted = fact_sources.counted(center, "enrollment__")
    certified = OutsideCandidate.objects.certified().filter(counted, enrollment__person__in=people)
    certified = certified.order_by()
    kind = Cast(Value("outside"), CharField())
    earned = Concat(Cast("enrollment__batch", CharField()), Value(":"), "test__scheme_name")
    return certified.values_list(kind, "enrollment__person", Cast(earned, CharField()), "issued_on", "valid_until")
