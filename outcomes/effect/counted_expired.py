"""Counts people for the figures of each office at the moment when their answers are deleted.

The audit tells of the end alone: beside a name a count would say whose it was.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import F

from core import clock
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.effect.cohort import M12, WAVES, Life
from outcomes.effect.figure_offices import offices_of
from outcomes.effect.first_work import span_of, span_value
from outcomes.effect.funnel import steps_of_work
from outcomes.effect.kept_counts import FIRST_WORK, Kept, retention_measure, standing_value, steps_measure
from outcomes.effect.models import KeptCount
from outcomes.effect.released_lives import RELEASES, Scope, lives_of, year_of
from outcomes.effect.retention import parts_kept
from outcomes.followup.models.consents import Consent
from outcomes.followup.occasions import answers_expire

_EVER = date(2000, 1, 1)


def kept_by_year(scope: Scope, years: Iterable[int]) -> dict[int, Kept]:
    """The counts of an office by year; one statement."""
    found: dict[int, dict[str, dict[str, int]]] = {year: {} for year in years}
    rows = KeptCount.objects.filter(office=scope.office, year__in=found)
    for year, measure, value, count in rows.values_list("year", "measure", "value", "count"):
        found[year].setdefault(measure, {})[value] = count
    return {year: Kept(counts) for year, counts in found.items()}


def kept_of(scope: Scope, year: int) -> Kept:
    """The counts of an office and a year; one statement."""
    return kept_by_year(scope, [year])[year]


@answers_expire.register
def count_before_deleting(consent: Consent) -> None:
    """Counts the person in the figures of each office, unless answers to another center go on."""
    person = consent.person
    if person is None:
        return
    day = clock.today(consent.training_center.time_zone)
    _count_each(person, Scope.of_center(consent.training_center), day)
    if Consent.objects.live().filter(person=person).exclude(pk=consent.pk).exists():
        return
    for scope in offices_of(person):
        _count_each(person, scope, day)


def _count_each(person: Person, scope: Scope, day: date) -> None:
    for life in _lives(person, scope, day):
        # An earlier end has counted this life already, and there was nothing of it since.
        if life.was_admitted and life.expired_on is None:
            for measure, value in _measures(life, day):
                row, _made = KeptCount.objects.get_or_create(
                    office=scope.office, year=life.released_on.year, measure=measure, value=value
                )
                KeptCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _lives(person: Person, scope: Scope, day: date) -> Iterator[Life]:
    if scope.training_center:
        yield from lives_of(scope, _EVER, day, only=person)
        return
    left = CustodyPeriod.objects.filter(person=person, leaving__in=RELEASES, until__isnull=False)
    for year in sorted({until.year for until in left.values_list("until", flat=True) if until}):
        yield from lives_of(scope, *year_of(year), only=person)


def _measures(life: Life, day: date) -> Iterator[tuple[str, str]]:
    """What the life adds, of waves that have closed; later ones tell of it as of anybody without answers."""
    for wave in (wave for wave in WAVES if life.is_mature(wave, day)):
        standing = life.standing_at(wave, day)
        yield wave.code, standing_value(standing, life.grade_at(wave, day))
        yield from ((steps_measure(wave), step) for step in steps_of_work(life, wave, day))
        yield from ((retention_measure(wave), part) for part in parts_kept(life, wave, day))
    if life.is_mature(M12, day):
        yield FIRST_WORK, span_value(span_of(life, day))
