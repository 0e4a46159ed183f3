"""Who fits a vacancy: by units passed, wish and place, in this order, and by nothing else.

No choice is made here: the list is sorted by what it shows, and each person is asked before anybody hears of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from certification.assessment.models.results import UnitResult
from inmates.people.names import name_sort
from outcomes.followup.models.consents import Consent
from outcomes.placement.codes import Wish
from outcomes.placement.models import Introduction, JobWish, Vacancy

MOST_SHOWN = 50


@dataclass(frozen=True)
class Fit:
    """How a graduate fits a vacancy: how many of its needed and helpful units were passed, and what is wished."""

    must: int
    nice: int
    fits_wish: bool
    is_near: bool
    # An officer marked the person as not to be proposed now.
    is_unavailable: bool


@dataclass(frozen=True)
class Match(Fit):
    """A graduate beside a vacancy."""

    consent: Consent
    wish: JobWish | None
    introduction: Introduction | None = None


def fits_wish(wants: str, terms: str) -> bool:
    """Whether somebody who wants this would take work on these terms; unknown terms fit everybody."""
    return wants == Wish.ANY or not terms or wants == terms


def is_near(places: str, place: str) -> bool:
    """Whether a place of the wish is named in that of the vacancy, as a whole word of three letters or more."""
    wished = {word for word in name_sort(places).split() if len(word) > 2}
    return not wished.isdisjoint(name_sort(place).split())


def order(fit: Fit, name: str, key: int) -> tuple:
    """The place in the list: who is available first, then units needed, wish, near, helpful units, name."""
    return fit.is_unavailable, -fit.must, not fit.fits_wish, not fit.is_near, -fit.nice, name, key


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
    """At most `MOST_SHOWN` people who passed a needed unit, or anybody if none is needed; five queries.

    All candidates are put in order by plain values; only those shown are read as rows.
    """
    units = {unit.code: unit.is_must for unit in vacancy.units.all()}
    passed = _passed(vacancy, units)
    needed = {code for code, is_must in units.items() if is_must}
    # Many wish for the same few places.
    near = cache(lambda places: is_near(places, vacancy.place))
    fits: list[tuple[tuple, int, Fit]] = []
    for key, person, name, wants, places, is_unavailable in candidates(vacancy).order_by().values_list(*_READ):
        codes = passed.get(person, set())
        if needed and codes.isdisjoint(needed):
            continue
        fit = Fit(
            must=len(codes & needed),
            nice=len(codes - needed),
            fits_wish=fits_wish(wants or Wish.ANY, vacancy.terms),
            is_near=near(places or ""),
            is_unavailable=bool(is_unavailable),
        )
        fits.append((order(fit, name, key), key, fit))
    return _shown(vacancy, [(key, fit) for _place, key, fit in sorted(fits)[:MOST_SHOWN]])


_READ = (
    "pk", "person", "person__name_sort", "job_wish__wants", "job_wish__places", "job_wish__is_unavailable",
)  # fmt: skip  # As many columns as a line takes.


def _shown(vacancy: Vacancy, fits: list[tuple[int, Fit]]) -> list[Match]:
    keys = [key for key, _fit in fits]
    consents = Consent.objects.select_related("person", "job_wish").in_bulk(keys)
    known = {one.consent_id: one for one in vacancy.introductions.filter(consent__in=keys)}
    return [
        Match(
            **asdict(fit),
            consent=consents[key],
            wish=getattr(consents[key], "job_wish", None),
            introduction=known.get(key),
        )
        for key, fit in fits
        if key in consents
    ]


def _passed(vacancy: Vacancy, units: Iterable[str]) -> dict[int | None, set[str]]:
    """The codes among `units` that each person passed at the center, by the person's key."""
    results = UnitResult.objects.latest().filter(
        enrollment__batch__training_center=vacancy.training_center_id,
        unit__code__in=list(units),
        result=UnitResult.Result.COMPETENT,
    )
    found: dict[int | None, set[str]] = defaultdict(set)
    for person, code in results.order_by().values_list("enrollment__person", "unit__code").distinct():
        found[person].add(code)
    return found
