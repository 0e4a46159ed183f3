"""What is known of many people at once, in a fixed number of queries, before the entry rules are asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from inmates.models import Classification, Inmate, LimitingDate, RegisterNumber, Suspension
from programs.models import Batch, Enrollment, ProgramVersion


@dataclass
class Facts:
    """One person as the rules see them. What is unknown is None or missing from its mapping."""

    inmate: Inmate
    is_sentenced: bool | None = None
    leaves_on: date | None = None
    classes: dict[str, Classification] = field(default_factory=dict)
    suspensions: list[Suspension] = field(default_factory=list)
    certified_in: str = ""
    other_batch: Batch | None = None


def known_of(inmates: Iterable[Inmate], batch: Batch) -> dict[int, Facts]:
    """Facts of each person by primary key: six queries, however many people."""
    facts = {inmate.pk: Facts(inmate) for inmate in inmates}
    people = list(facts)
    for register in RegisterNumber.objects.open().filter(inmate__in=people):
        facts[register.inmate_id].is_sentenced = register.is_sentenced
    for row in LimitingDate.objects.filter(inmate__in=people, replaced_at__isnull=True).order_by("-date"):
        facts[row.inmate_id].leaves_on = row.date
    for row in Classification.objects.filter(inmate__in=people, replaced_at__isnull=True):
        facts[row.inmate_id].classes[row.kind] = row
    for row in Suspension.objects.filter(inmate__in=people):
        facts[row.inmate_id].suspensions.append(row)
    for inmate, other in other_batches(people, batch).items():
        facts[inmate].other_batch = other
    for inmate, scheme in _schemes_held(people, batch.version).items():
        facts[inmate].certified_in = scheme
    return facts


def other_batches(people: Iterable[int], batch: Batch) -> dict[int, Batch]:
    """The live batch, other than `batch`, in which each of these people has a place."""
    rows = Enrollment.objects.live().filter(inmate__in=people).exclude(batch=batch).select_related("batch")
    return {row.inmate_id: row.batch for row in rows.order_by("starts_on", "pk")}


def _schemes_held(people: list[int], version: ProgramVersion) -> dict[int, str]:
    """Who already holds a certificate of the same scheme (or program), found through the enrollments that led to it."""
    same = Q(batch__version__program=version.program_id)
    if version.scheme_name:
        same |= Q(batch__version__scheme_name=version.scheme_name)
    held = Enrollment.objects.filter(same, inmate__in=people, certificates__state="issued")
    rows = held.values_list("inmate", "batch__version__scheme_name", "batch__version__program__name").order_by()
    found: dict[int, str] = defaultdict(str)
    for inmate, scheme, program in rows:
        found[inmate] = scheme or program
    return found
