"""Answers are deleted after thirty months; the figures of their people stay, without anybody's story."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.models import AuditEvent
from outcomes.effect import trade_outcomes
from outcomes.effect.cohort import M12, M24, WAVES, Standing
from outcomes.effect.counted_expired import kept_of
from outcomes.effect.effect_cohorts import deleted_since
from outcomes.effect.first_work import first_work
from outcomes.effect.funnel import funnel
from outcomes.effect.kept_counts import NOTHING, lacking
from outcomes.effect.models import KeptCount, StandingFigures
from outcomes.effect.outcome_reports import deletion_of
from outcomes.effect.released_lives import Scope, lives_of
from outcomes.effect.retention import retention
from outcomes.effect.told_figures import groups_told, told_by_wave
from outcomes.effect.wave_figures import wave_figures
from outcomes.followup import withdrawal
from outcomes.followup.models.consents import Consent
from tests.examples import many
from tests.outcomes.effect.releases import House, at, count, release_forty, scopes
from tests.outcomes.effect.test_random_rows import LIFE, write

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)
# All answers of that year have been kept long enough.
OVER = date(2027, 8, 2)


@pytest.fixture
def house():
    made = House()
    release_forty(made)
    return made


def figures(scope, *, kept=None):
    """Everything that is told of a year."""
    lives = [life for life in lives_of(scope, SINCE, UNTIL) if life.was_admitted]
    counts = kept_of(scope, 2024) if kept is None else kept
    return [
        [wave_figures(lives, wave, OVER, counts) for wave in WAVES],
        [[(step.step, step.count, step.before) for step in funnel(lives, wave, OVER, counts)] for wave in WAVES],
        [retention(lives, wave, OVER, kept=counts) for wave in WAVES],
        first_work(lives, OVER, counts).jumps,
        first_work(lives, OVER, counts).without_information,
    ]


def expire(consents, day=OVER):
    with clock.moved_to(at(day)):
        for consent in consents:
            withdrawal.withdraw(consent, by=None, channel="expiry")


@pytest.mark.parametrize("number", [1, 17, 40])
def test_figures_stay_when_answers_are_deleted(house, number):
    before = [figures(scope) for scope in scopes(house)]
    expire(Consent.objects.live().order_by("pk")[:number])

    assert [figures(scope) for scope in scopes(house)] == before


def test_without_the_counts_they_would_not(house):
    before = figures(Scope.of_facility(house.facility))
    expire(Consent.objects.live())

    after = figures(Scope.of_facility(house.facility), kept=NOTHING)

    assert after != before
    assert [wave.n for wave in after[0]] == [wave.n for wave in before[0]]


def test_counts_that_do_not_cover_everybody_stand_for_nobody(house):
    scope = Scope.of_facility(house.facility)
    expire(Consent.objects.live().order_by("pk")[:10])
    KeptCount.objects.filter(office=scope.office, measure="m24", value="in_trade:E2").update(count=1)

    lives = lives_of(scope, SINCE, UNTIL)
    found = wave_figures(lives, M24, OVER, kept_of(scope, 2024))

    assert (found.n, found.lost) == (
        40,
        10 + wave_figures([one for one in lives if not one.expired_on], M24, OVER).lost,
    )
    assert lacking(lives, M24, OVER, kept_of(scope, 2024)) == 10
    assert lacking(lives, M12, OVER, kept_of(scope, 2024)) == 0


def test_a_wave_that_has_not_closed_is_not_counted(house):
    one = Consent.objects.live().order_by("pk").last()
    expire([one], day=one.person.custody_periods.earliest("until").until.replace(year=2025))

    measures = set(KeptCount.objects.values_list("measure", flat=True))

    assert {"w2", "m3"} <= measures
    assert "m24" not in measures


def test_nothing_kept_names_or_joins_anything(house):
    expire(Consent.objects.live())

    columns = {field.name for field in KeptCount._meta.get_fields()}
    details = [event.details for event in AuditEvent.objects.filter(action="consent.withdraw")]

    assert columns == {"id", "office", "year", "measure", "value", "count"}
    assert all(not detail for detail in details)
    assert {value.partition(":")[0] for value in values("m24")} <= {standing.value for standing in Standing}


def values(measure):
    return KeptCount.objects.filter(measure=measure).values_list("value", flat=True)


def test_answers_to_another_center_go_on(house):
    other = House(facility=house.facility)
    consent = Consent.objects.live().order_by("pk").first()
    other.consent(consent.person)
    expire([consent])

    assert set(KeptCount.objects.values_list("office", flat=True)) == {house.center.code}


def test_the_page_tells_no_groups_and_that_all_is_counted(house):
    expire(Consent.objects.live())

    def told():
        count(house, OVER)
        return told_by_wave(house.facility.code, 2024)["m12"]

    assert (told().figures["tables"], groups_told(told()), told().figures["lacks_answers"]) == ([], [], False)
    assert "masih dihitung" in deletion_of(told())
    KeptCount.objects.all().delete()
    StandingFigures.objects.all().delete()
    assert "tidak terhubung" in deletion_of(told())


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 7, 2), date(2027, 1, 1), date(2027, 12, 31)])
def test_the_plan_reads_whole_years_alone(day):
    first = trade_outcomes.first_whole_year(day)

    assert deleted_since(first.year) > day >= deleted_since(first.year - 1)


def test_the_plan_forgets_years_with_deleted_answers(house):
    before = trade_outcomes.lower_ends(house.center, day=date(2026, 6, 30))
    expire(Consent.objects.live()[:5], day=date(2026, 7, 10))

    assert len(before) == 5
    assert trade_outcomes.lower_ends(house.center, day=date(2026, 7, 10)) == {}


@settings(max_examples=many(8), deadline=None)
@given(st.lists(st.tuples(LIFE, st.booleans(), st.integers(0, 400)), min_size=1, max_size=7))
def test_whoever_expires_in_whatever_order_changes_no_figure(wanted):
    with transaction.atomic():
        house = House()
        people = [write(house, life) for life, _expires, _days in wanted]
        sides = [Scope.of_facility(house.facility), Scope.of_center(house.center)]
        before = [figures(scope) for scope in sides]
        gone = [(days, person) for (_life, expires, days), person in zip(wanted, people, strict=True) if expires]
        for days, person in sorted(gone, key=lambda one: one[0]):
            expire(Consent.objects.live().filter(person=person), day=OVER - timedelta(days=days % 30))
        after = [figures(scope) for scope in sides]
        transaction.set_rollback(True)

    assert after == before
