"""Places with a certificate of the center itself, for the entry rules of other programs."""

from collections.abc import Collection

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from certification.register.models import Certificate, NumberSeries
from programs.entry_rules import fact_sources


@fact_sources.dated_rows.register
def certified_places(people: Collection[int], center: int | None) -> QuerySet:
    """Those of these people's places with a certificate in force; presence alone opens no further program."""
    counted = fact_sources.counted(center, "enrollment__")
    issued = Certificate.objects.filter(counted, enrollment__person__in=people, state=Certificate.State.ISSUED)
    issued = issued.exclude(paper=NumberSeries.Paper.ATTENDANCE).order_by()
    kind, place = Cast(Value("certificate"), CharField()), Cast("enrollment", CharField())
    return issued.values_list(kind, "enrollment__person", place, "issued_on", "valid_until")
