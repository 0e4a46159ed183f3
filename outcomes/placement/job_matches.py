"""Who fits a vacancy: by units passed, wish and place, in this order, and by nothing else.

No choice is made here: the list is sorted by what it shows, and each person is asked before anybody hears of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from certification.assessment.models.results import UnitResult
from inmates.people.names import name_sort
from outcomes.followup.models.consents import Consent
from outcomes.placement.codes import Wish
from outcomes.placement.models import Introduction, JobWish, Vacancy

MOST_SHOWN = 50


@dataclass(frozen=True)
class Match:
    """A graduate beside a vacancy: how many of its needed and helpful units were passed, and what is wished."""

    consent: Consent
    must: int
    nice: int
    wish: JobWish | None
    fits_wish: bool
    is_near: bool
    introduction: Introduction | None = None

    @property
    def is_unavailable(self) -> bool:
        """Whether an officer marked the person as not to be proposed now."""
        return self.wish is not None and self.wish.is_unavailable


def fits_wish(wants: str, terms: str) -> bool:
    """Whether somebody who wants this would take work on these terms; unknown terms fit everybody."""
    return wants == Wish.ANY or not terms or wants == terms


def is_near(places: str, place: str) -> bool:
    """Whether a place of the wish is named in that of the vacancy, as a whole word of three letters or more."""
    wished = {word for word in name_sort(places).split() if len(word) > 2}
    return not wished.isdisjoint(name_sort(place).split())


def order(match: Match) -> tuple:
    """The place in the list: who is available first, then units needed, wish, near, helpful units, name."""
    name = match.consent.person.name_sort if match.consent.person else ""
    return (
        match.is_unavailable,
        -match.must,
        not match.fits_wish,
        not match.is_near,
        -match.nice,
        name,
        match.consent.pk,
    )


def candidates(vacancy: Vacancy) -> QuerySet[Consent]:
    """Whoever agreed with this center to be proposed for jobs and may be asked by now.

    Never asks where somebody is: a name that left the list of one day to the next would tell it.
    """
    found = Consent.objects.agreed().filter(training_center=vacancy.training_center_id, may_match=True)
    # Whoever was spoken with stays, also where the days of the waves are counted anew.
    known = Q(pk__in=JobWish.objects.values("consent")) | Q(pk__in=Introduction.objects.values("consent"))
    return found.filter(Q(followed_from__isnull=False) | known)


def available(vacancy: Vacancy) -> QuerySet[Consent]:
    """The candidates who may be proposed now: all but those whom an officer marked."""
    return candidates(vacancy).exclude(job_wish__is_unavailable=True)


def matches_of(vacancy: Vacancy) -> list[Match]:
    """At most `MOST_SHOWN` people who passed a needed unit, or anybody if none is needed; four queries."""
    units = {unit.code: unit.is_must for unit in vacancy.units.all()}
    passed = _passed(vacancy, units)
    needed = [code for code, is_must in units.items() if is_must]
    found = candidates(vacancy).select_related("person", "job_wish").order_by("person__name_sort", "pk")
    if needed:
        found = found.filter(person__in=[key for key, codes in passed.items() if not codes.isdisjoint(needed)])
    known = {one.consent_id: one for one in vacancy.introductions.all()}
    matches = (_match(consent, vacancy, units, passed[consent.person_id], known) for consent in found)
    return sorted(matches, key=order)[:MOST_SHOWN]


def _match(
    consent: Consent,
    vacancy: Vacancy,
    units: dict[str, bool],
    passed: Collection[str],
    known: dict[int, Introduction],
) -> Match:
    wish: JobWish | None = getattr(consent, "job_wish", None)
    return Match(
        consent=consent,
        must=sum(units[code] for code in passed),
        nice=sum(not units[code] for code in passed),
        wish=wish,
        fits_wish=fits_wish(wish.wants if wish else Wish.ANY, vacancy.terms),
        is_near=wish is not None and is_near(wish.places, vacancy.place),
        introduction=known.get(consent.pk),
    )


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
