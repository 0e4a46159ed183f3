"""Who fits a vacancy: by units passed here or recognized, wish and place, in this order, and by nothing else.

No choice is made here: the list is sorted by what it shows, and each person is asked before anybody hears of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from certification.assessment.models.results import UnitResult
from inmates.people.names import name_sort
from outcomes.followup.models.consents import Consent
from outcomes.placement.codes import Wish
from outcomes.placement.models import Introduction, JobWish, Vacancy
from programs.catalog.unit_codes import code_key
from programs.recognized_units.models import RecognizedUnit

MOST_SHOWN = 50
# Who is available first, then units needed, wish, place, units that help, name.
ORDER = ("is_unavailable", "-must", "misses_wish", "is_far", "-nice", "person__name_sort", "pk")


@dataclass(frozen=True)
class Match:
    """A graduate beside a vacancy: how many of its needed and helpful units were passed, and what is wished."""

    consent: Consent
    must: int
    nice: int
    wish: JobWish | None
    # An officer marked the person as not to be proposed now.
    is_unavailable: bool
    introduction: Introduction | None = None


def is_near(places: str, place: str) -> bool:
    """Whether a place of the wish is named in that of the vacancy, as a whole word of three letters or more."""
    return not _words(places).isdisjoint(_words(place))


def _words(places: str) -> set[str]:
    return {word for word in name_sort(places).split() if len(word) > 2}


def candidates(vacancy: Vacancy) -> QuerySet[Consent]:
    """Whoever agreed with this center to be proposed for jobs and may be asked by now.

    Never asks where somebody is: a name that left the list of one day to the next would tell it.
    """
    found = Consent.objects.agreed().filter(training_center=vacancy.training_center_id, may_match=True)
    # Whoever was spoken with stays, also where the days of the waves are counted anew.
    known = Q(job_wish__isnull=False) | Exists(Introduction.objects.filter(consent=OuterRef("pk")))
    return found.filter(Q(followed_from__isnull=False) | known)


def available(vacancy: Vacancy) -> QuerySet[Consent]:
    """The candidates who may be proposed now: all but those whom an officer marked."""
    return candidates(vacancy).exclude(job_wish__is_unavailable=True)


def matches_of(vacancy: Vacancy) -> list[Match]:
    """At most `MOST_SHOWN` people who passed a needed unit, or anybody if none is needed; four queries.

    The database puts them in order: however many may be proposed, only those shown are read.
    """
    units = list(vacancy.units.all())
    needed = [unit.code for unit in units if unit.is_must]
    found = candidates(vacancy).annotate(
        must=_passed(vacancy, needed),
        nice=_passed(vacancy, [unit.code for unit in units if not unit.is_must]),
        is_unavailable=Coalesce("job_wish__is_unavailable", False),
        misses_wish=_unless(_fits_wish(vacancy.terms)),
        is_far=_unless(Q(job_wish__places__in=near_places(vacancy))),
    )
    if needed:
        found = found.filter(must__gt=0)
    return _shown(vacancy, found.select_related("person", "job_wish").order_by(*ORDER)[:MOST_SHOWN])


def near_places(vacancy: Vacancy) -> list[str]:
    """What was told as a place of work that is near the vacancy. Many wish for the same few, so each is read once."""
    if not _words(vacancy.place):
        return []
    wishes = JobWish.objects.filter(consent__training_center=vacancy.training_center_id).exclude(places="")
    return [places for places in wishes.values_list("places", flat=True).distinct() if is_near(places, vacancy.place)]


def _fits_wish(terms: str) -> Q:
    """Who would take work on these terms; unknown terms fit everybody, and whoever was not asked."""
    anybody = Q(job_wish=None) | Q(job_wish__wants=Wish.ANY)
    return anybody | Q(job_wish__wants=terms) if terms else Q(pk__isnull=False)


def _unless(found: Q) -> Case:
    return Case(When(found, then=Value(False)), default=Value(True), output_field=BooleanField())


def _passed(vacancy: Vacancy, codes: Collection[str]) -> Combinable:
    """How many of these units the person passed at the center, or before with a paper that it has recognized."""
    if not codes:
        return Value(0)
    results = UnitResult.objects.latest().filter(
        enrollment__person=OuterRef("person"),
        enrollment__batch__training_center=vacancy.training_center_id,
        unit__code__in=codes,
        result=UnitResult.Result.COMPETENT,
    )
    counted = results.order_by().values("enrollment__person").annotate(number=Count("unit__code", distinct=True))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0) + _recognized(vacancy, codes)


def _recognized(vacancy: Vacancy, codes: Collection[str]) -> Coalesce:
    """How many of these units are recognized that the person did not pass at the center as well."""
    keys = {code_key(code): code for code in codes}
    as_asked = Case(*(When(code_key=key, then=Value(code)) for key, code in keys.items()), output_field=CharField())
    here = UnitResult.objects.latest().filter(
        enrollment__person=OuterRef("person"),
        enrollment__batch__training_center=vacancy.training_center_id,
        unit__code=OuterRef("as_asked"),
        result=UnitResult.Result.COMPETENT,
    )
    rows = RecognizedUnit.objects.accepted().filter(
        person=OuterRef("person"), training_center=vacancy.training_center_id, code_key__in=keys
    )
    rows = rows.annotate(as_asked=as_asked).filter(~Exists(here))
    counted = rows.order_by().values("person").annotate(number=Count("code_key", distinct=True))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def _shown(vacancy: Vacancy, found: Iterable[Consent]) -> list[Match]:
    rows = list(found)
    known = {one.consent_id: one for one in vacancy.introductions.filter(consent__in=rows)}
    return [
        Match(
            consent=row,
            must=vars(row)["must"],
            nice=vars(row)["nice"],
            wish=getattr(row, "job_wish", None),
            is_unavailable=vars(row)["is_unavailable"],
            introduction=known.get(row.pk),
        )
        for row in rows
    ]
