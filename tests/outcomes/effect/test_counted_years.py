"""Each office's people are counted every night; pages show what was counted, and never what an ended agreement told."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.register.models import Certificate
from core import clock
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.effect.cohort import M6, M12, WAVES
from outcomes.effect.counted_years import counted_by_year, counted_of
from outcomes.effect.effect_cohorts import EffectCohort, closes_on
from outcomes.effect.effect_page import page_parts
from outcomes.effect.models import CountedYear
from outcomes.effect.released_lives import Scope, lives_of, year_of
from outcomes.effect.told_figures import told_by_wave
from outcomes.effect.year_counting import (
    count_due,
    count_office,
    counted_rows,
    differences,
    keep,
    proved_day,
    years_counted,
)
from outcomes.followup import withdrawal
from outcomes.followup.models.consents import Consent
from programs.batches.models import Batch
from programs.places.models import Enrollment
from tests.examples import many
from tests.factories import FacilityFactory, UserFactory
from tests.outcomes.effect.releases import House, at, count, release_forty, scopes
from tests.outcomes.effect.test_random_rows import LIFE, write

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PAGE, YEARS = reverse("outcomes:effect"), reverse("outcomes:effect_years")
# All waves of 2024 have closed, and no answer of it is deleted yet by the runner.
DAY = date(2027, 6, 30)
CHOSEN = {"tahun": "2024", "saat": "m6"}
STATEMENTS = 8


@pytest.fixture
def house():
    made = House()
    release_forty(made)
    return made


def shown(cohort):
    return cohort.figures(), cohort.tables, cohort.open_groups


def both_ways(scope, day=DAY):
    """Everything that pages show of 2024, from what was counted and from the rows."""
    counted = counted_of(scope, 2024)
    waves = [wave for wave in WAVES if closes_on(2024, wave) <= day]
    return [[shown(EffectCohort(scope, 2024, wave, day, counted=one)) for wave in waves] for one in (counted, None)]


def test_figures_tables_and_groups_are_those_of_the_rows(house):
    count(house, DAY)

    for scope in scopes(house):
        found, wanted = both_ways(scope)
        assert found == wanted
    assert found[2][0]["n"] == 40


def test_figures_of_a_group_too(house):
    for number in range(30):
        house.train(house.release(date(2024, 3, 4) + timedelta(days=number), sex="P"))
    count(house, DAY)
    scope = Scope.of_facility(house.facility)
    groups = EffectCohort(scope, 2024, M6, DAY).open_groups

    found, wanted = (
        EffectCohort(scope, 2024, M6, DAY, counted=one).group_figures() for one in (counted_of(scope, 2024), None)
    )

    assert groups
    assert found == wanted


def answered(house, people, number):
    consent = Consent.objects.filter(person=people[number]).first()
    if consent and consent.is_agreed:
        wave = WAVES[number % len(WAVES)]
        house.tell(consent, wave.code, "MENCARI", wave.due_on(date(2024, 6, 1)), evidence="E3")


def corrected(house, people, number):
    Person.objects.filter(pk=people[number].pk).update(birth_date=date(1960 + number, 1, 1), sex="LP"[number % 2])
    stay = CustodyPeriod.objects.filter(person=people[number], leaving="full_term").first()
    if stay:
        CustodyPeriod.objects.filter(pk=stay.pk).update(until=stay.until + timedelta(days=40))


def withdrawn(house, people, number, channel="phone"):
    for consent in Consent.objects.filter(person=people[number]):
        withdrawal.withdraw(consent, by=None, channel=channel)


def expired(house, people, number):
    withdrawn(house, people, number, channel="expiry")


def merged(house, people, number):
    """The rows of one go over to another, as far as both may have them."""
    goes, stays = people[number], people[(number + 1) % len(people)]
    if goes == stays:
        return
    CustodyPeriod.objects.filter(person=goes).update(person=stays)
    if not Enrollment.objects.filter(person=stays).exists():
        Enrollment.objects.filter(person=goes).update(person=stays)
    if not Consent.objects.filter(person=stays).exists():
        Consent.objects.filter(person=goes).update(person=stays)


def transferred(house, people, number):
    """The stay ends by a transfer, and the release is somewhere else in the region, later."""
    stay = CustodyPeriod.objects.filter(person=people[number], leaving="full_term").first()
    if stay is None:
        return
    elsewhere = FacilityFactory(region=house.facility.region)
    CustodyPeriod.objects.filter(pk=stay.pk).update(leaving="transfer")
    CustodyPeriod.objects.create(
        person=people[number],
        facility=elsewhere,
        from_date=stay.until,
        until=stay.until + timedelta(days=70),
        leaving="full_term",
    )


def released_again(house, people, number):
    house.release(date(2024, 12, 1) + timedelta(days=number), person=people[number], since=date(2024, 11, 20))


def called_off(house, people, number):
    Batch.objects.filter(pk=house.batch().pk).update(state="cancelled", cancel_reason="Tidak jadi diadakan")


def revoked(house, people, number):
    Certificate.objects.filter(enrollment__person=people[number]).update(
        state="revoked",
        revocation_category="error",
        revocation_reason="Salah cetak nama peserta",
        revocation_requested_at=at(DAY),
        revocation_requested_by=house.officer,
        revoked_at=at(DAY),
        revoked_by=house.assessor,
    )


def nothing(house, people, number):
    """Only the clock moves."""


EVENTS = (
    answered,
    corrected,
    withdrawn,
    expired,
    merged,
    transferred,
    released_again,
    called_off,
    revoked,
    nothing,
)
HAPPENS = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 7), st.integers(0, 200)), max_size=5)


@settings(max_examples=many(12), deadline=None)
@given(st.lists(LIFE, min_size=1, max_size=8), HAPPENS, st.integers(0, 900))
def test_whatever_happens_what_is_counted_is_what_the_rows_say(wanted, events, after):
    """Counted before all events, looked at after each, with a clock that goes on between them."""
    day = date(2025, 2, 10) + timedelta(days=after)
    with transaction.atomic():
        house = House()
        people = [write(house, life) for life in wanted]
        count(house, day)
        for happens, number, days in events:
            day += timedelta(days=days)
            with clock.moved_to(at(day)):
                happens(house, people, number % len(people))
                while count_due():
                    pass
                assert [list(differences(scope)) for scope in scopes(house)] == [[], [], []]
        transaction.set_rollback(True)


def head_of(house):
    return UserFactory(roles=["rutan_head"], facility=house.facility)


def test_pages_show_what_was_counted_and_say_of_which_day(house, sign_in):
    count(house, DAY)
    consent = Consent.objects.filter(outcomes__wave="m6").first()
    house.tell(consent, "m6", "WAFAT", date(2024, 2, 1), evidence="E1")

    with clock.moved_to(at(DAY + timedelta(days=1))):
        client = sign_in(head_of(house))
        answer, years = client.get(PAGE, CHOSEN), client.get(YEARS)

    assert answer.context["day"] == DAY
    assert [row["day"] for row in years.context["rows"] if row["n"]] == [DAY]
    assert "Dihitung ulang setiap malam" in answer.content.decode()


@pytest.mark.parametrize("role", ["rutan_head", "blk_head", "regional_viewer"])
def test_every_office_reads_what_was_counted_of_it(house, sign_in, role):
    office = {"rutan_head": {"facility": house.facility}, "blk_head": {"training_center": house.center}}
    reader = UserFactory(roles=[role], **office.get(role, {"region": house.facility.region}))
    count(house, DAY)
    with clock.moved_to(at(DAY)):
        shown, figures = sign_in(reader).get(PAGE, CHOSEN).context, EffectCohort.of(reader, 2024, M6).figures()

    assert shown["parts"]["standings"] == page_parts(figures, has_custody=role != "blk_head")["standings"]
    assert len(shown["parts"]["waves"]) == 5


def test_an_ended_agreement_takes_away_what_was_counted_of_it(house):
    count(house, DAY)
    with clock.moved_to(at(DAY)):
        withdrawal.withdraw(Consent.objects.filter(outcomes__wave="m6").first(), by=None, channel="phone")

        assert not CountedYear.objects.exclude(day=None, cells=[], names={}, began={}, kept={}).exists()
        assert counted_of(Scope.of_facility(house.facility), 2024) is None
        assert count_due() >= len(scopes(house))
    for scope in scopes(house):
        found, wanted = both_ways(scope)
        assert found == wanted


def test_what_others_are_counted_of_stays(house):
    other = House()
    other.train(other.release(date(2024, 3, 4)), "FK")
    count(house, DAY)
    count(other, DAY)

    with clock.moved_to(at(DAY)):
        withdrawal.withdraw(Consent.objects.filter(training_center=house.center).first(), by=None, channel="phone")

    counted = set(CountedYear.objects.exclude(day=None).values_list("office", flat=True))
    assert counted == {other.center.code, other.facility.code}


@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_counted_before_an_agreement_ended_is_not_kept_after_it(house, is_first):
    scope = Scope.of_facility(house.facility)
    if not is_first:
        count(house, DAY)
    with clock.moved_to(at(DAY)):
        rows = counted_rows(scope)
        withdrawal.withdraw(Consent.objects.filter(outcomes__wave="m6").first(), by=None, channel="phone")
        keep(*rows)
        assert counted_of(scope, 2024) is None

        count_office(scope)

    found, wanted = both_ways(scope)
    assert found == wanted


def test_a_wave_that_closed_after_the_count_is_told_the_night_after(house):
    closes, office = closes_on(2024, M12), house.facility.code
    count(house, closes - timedelta(days=1))
    assert set(told_by_wave(office, 2024)) == {"w2", "m3", "m6"}

    count(house, closes)

    assert told_by_wave(office, 2024)["m12"].day == closes


def test_each_office_is_counted_once_a_day(house):
    with clock.moved_to(at(DAY)):
        first, again = count_due(), count_due()
    with clock.moved_to(at(DAY + timedelta(days=1))):
        next_day = count_due()

    assert (first >= 3, again, next_day) == (True, 0, first)
    assert set(CountedYear.objects.values_list("day", flat=True)) == {DAY + timedelta(days=1)}


def test_what_was_forgotten_is_counted_before_what_is_of_yesterday(house):
    with clock.moved_to(at(DAY)):
        count_due()
    CountedYear.objects.filter(office=house.facility.code).delete()

    with clock.moved_to(at(DAY + timedelta(days=1))):
        number = count_due(most=1)

    assert (number, counted_of(Scope.of_facility(house.facility), 2024).day) == (1, DAY + timedelta(days=1))


def test_years_that_can_no_longer_be_chosen_are_not_kept(house):
    count(house, date(2027, 6, 30))
    count(house, date(2031, 6, 30))

    assert set(CountedYear.objects.values_list("year", flat=True)) == set(years_counted(date(2031, 6, 30)))
    assert years_counted(date(2031, 6, 30)) == [2030, 2029, 2028, 2027, 2026]


def test_counting_takes_as_many_statements_for_many_as_for_few(house, django_assert_num_queries):
    scope = Scope.of_facility(house.facility)
    with clock.moved_to(at(DAY)):
        count_office(scope)
        with django_assert_num_queries(19):
            count_office(scope)


@pytest.mark.parametrize("place", [0, -1])
def test_a_count_that_is_not_that_of_the_rows_proves_nothing(house, place):
    scope = Scope.of_facility(house.facility)
    lives = lives_of(scope, *year_of(2024))
    count(house, DAY)
    row = counted_of(scope, 2024).row
    assert proved_day(row, lives) == DAY

    row.cells[place][4] += 1

    assert proved_day(row, lives) is None
    assert proved_day(CountedYear(office=scope.office, year=2024), lives) is None


@pytest.mark.parametrize("people", [10, 200])
def test_the_page_takes_as_many_statements_for_many_as_for_few(sign_in, people, django_assert_max_num_queries):
    house = House()
    for number in range(people):
        house.train(house.release(date(2024, 1, 2) + timedelta(days=number % 300)))
    count(house, DAY)
    with clock.moved_to(at(DAY)):
        client = sign_in(head_of(house))
        client.get(PAGE, CHOSEN)
        with django_assert_max_num_queries(STATEMENTS):
            client.get(PAGE, CHOSEN)


def test_the_command_counts_everything_and_proves_it(house, capsys):
    with clock.moved_to(at(DAY)):
        call_command("count_outcomes")

    assert "every figure is that of the rows" in capsys.readouterr().out
    assert counted_by_year(Scope.of_facility(house.facility), [2024])


def test_the_command_tells_a_difference(house):
    count(house, DAY)
    row = CountedYear.objects.get(office=house.facility.code, year=2024)
    row.cells[-1][4] += 1
    row.save()

    with clock.moved_to(at(DAY)), pytest.raises(CommandError, match=f"{house.facility.code}: 2024 w2"):
        call_command("count_outcomes", check=True)
