"""Units passed in batches of a training center, as the entry rules ask of them."""

from collections.abc import Collection

from django.db.models import CharField, DateField, Q, QuerySet, Value
from django.db.models.functions import Cast

from certification.assessment.models.minutes import PersonSignOff
from certification.assessment.models.results import UnitResult
from programs.entry_rules import fact_sources


@fact_sources.dated_rows.register
def passed_units(people: Collection[int], center: int | None) -> QuerySet:
    """The codes of units in which these people are competent by signed minutes, of the batch or their own."""
    results = UnitResult.objects.latest().filter(
        fact_sources.counted(center, "enrollment__"),
        enrollment__person__in=people,
        result=UnitResult.Result.COMPETENT,
    )
    own = PersonSignOff.objects.standing().order_by().values("enrollment")
    signed = results.filter(Q(enrollment__batch__sign_off__isnull=False) | Q(enrollment__in=own))
    kind, nothing = Cast(Value("unit"), CharField()), Cast(Value(None), DateField())
    return signed.order_by().values_list(
        kind, "enrollment__person", Cast("unit__code", CharField()), "assessed_on", nothing
    )
