"""Who fits a vacancy: by units passed here or recognized, wish and place, in this order, and by nothing else.

No choice is made here: the list is sorted by what it shows, and each person is asked before anybody hears of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from heapq import nsmallest

from django.db.models import BooleanField, Case, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from certification.assessment.models.results import UnitResult
from inmates.people.names import name_sort
from outcomes.followup.models.consents import Consent
from outcomes.placement.codes import Wish
from outcomes.placement.models import Introduction, JobWish, Vacancy
from programs.catalog.unit_codes import code_key
from programs.recognized_units.models import RecognizedUnit

MOST_SHOWN = 50
# Who is available first, then units needed, wish, place, units that help, name. The name is the order of the database.


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
    """At most `MOST_SHOWN` people who passed a needed unit, or anybody if none is needed; seven queries.

    Units are asked for once for the whole center and joined here, never for each person: one statement for both is fast
    only where the database has counted its rows, and a restored one has not. Only those shown are read whole.
    """
    units = list(vacancy.units.all())
    needed = {unit.code for unit in units if unit.is_must}
    helpful = {unit.code for unit in units} - needed
    passed = _passed(vacancy, needed | helpful)
    ranked: list[tuple[int, ...]] = []
    for key, person, is_unavailable, misses_wish, is_far in _known(vacancy):
        must, nice = len(passed[person] & needed), len(passed[person] & helpful)
        if must or not needed:
            ranked.append((is_unavailable, -must, misses_wish, is_far, -nice, len(ranked), key))
    return _shown(vacancy, {place[-1]: place for place in nsmallest(MOST_SHOWN, ranked)})


def _known(vacancy: Vacancy) -> QuerySet[Consent, tuple]:
    """Key and person of every candidate, and what puts them in order beside units; by name."""
    found = candidates(vacancy).annotate(
        is_unavailable=Coalesce("job_wish__is_unavailable", False),
        misses_wish=_unless(_fits_wish(vacancy.terms)),
        is_far=_unless(Q(job_wish__places__in=near_places(vacancy))),
    )
    parts = "pk", "person", "is_unavailable", "misses_wish", "is_far"
    return found.order_by("person__name_sort", "pk").values_list(*parts)


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


def _passed(vacancy: Vacancy, codes: Collection[str]) -> dict[int, set[str]]:
    """By person, which of these units were passed at the center, or before with a paper that it has recognized."""
    found: dict[int, set[str]] = defaultdict(set)
    if not codes:
        return found
    results = UnitResult.objects.filter(
        enrollment__batch__training_center=vacancy.training_center_id, unit__code__in=codes
    )
    # The last attempt counts: it is the last of those passed.
    attempts = (
        results.order_by()
        .values("enrollment", "unit")
        .annotate(last=Max("attempt"), passed=Max("attempt", filter=Q(result=UnitResult.Result.COMPETENT)))
    )
    for person, code in attempts.filter(last=F("passed")).values_list("enrollment__person", "unit__code"):
        found[person].add(code)
    keys = {code_key(code): code for code in codes}
    recognized = RecognizedUnit.objects.accepted().filter(training_center=vacancy.training_center_id, code_key__in=keys)
    for person, key in recognized.values_list("person", "code_key"):
        found[person].add(keys[key])
    return found


def _shown(vacancy: Vacancy, places: Mapping[int, tuple]) -> list[Match]:
    """The matches of these agreements (keys), in the order of their places."""
    rows = Consent.objects.select_related("person", "job_wish").in_bulk(places)
    known = {one.consent_id: one for one in vacancy.introductions.filter(consent__in=rows)}
    return [
        Match(
            consent=rows[key],
            must=-must,
            nice=-nice,
            wish=getattr(rows[key], "job_wish", None),
            is_unavailable=is_unavailable,
            introduction=known.get(key),
        )
        for key, (is_unavailable, must, _misses, _far, nice, *_name) in places.items()
    ]
