"""What is known of many people at once, in a fixed number of queries, before the entry rules are asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

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
    has_trained: bool = False


def known_of(inmates: Iterable[Inmate], batch: Batch) -> dict[int, Facts]:
    """Facts of each person by primary key: five queries, however many people."""
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
    for place in _places_elsewhere(people, batch):
        _note_place(facts[place.inmate_id], place, batch.version)
    return facts


def other_batches(people: Iterable[int], batch: Batch) -> dict[int, Batch]:
    """The live batch, other than `batch`, in which each of these people has a place."""
    rows = Enrollment.objects.live().filter(inmate__in=people).exclude(batch=batch).select_related("batch")
    return {row.inmate_id: row.batch for row in rows.order_by("starts_on", "pk")}


def _places_elsewhere(people: list[int], batch: Batch) -> QuerySet[Enrollment]:
    """Places in other batches, now or earlier, each with whether a certificate of it is in force."""
    certified = Enrollment.objects.filter(pk=OuterRef("pk"), certificates__state="issued")
    places = Enrollment.objects.filter(inmate__in=people).exclude(batch=batch).annotate(is_certified=Exists(certified))
    return places.select_related("batch__version__program").order_by("starts_on", "pk")


def _note_place(facts: Facts, place: Enrollment, version: ProgramVersion) -> None:
    facts.has_trained = True
    if place.state in Enrollment.LIVE_STATES:
        facts.other_batch = place.batch
    taken = place.batch.version
    same_scheme = bool(version.scheme_name) and taken.scheme_name == version.scheme_name
    if place.is_certified and (same_scheme or taken.program_id == version.program_id):
        facts.certified_in = taken.scheme_name or taken.program.name
