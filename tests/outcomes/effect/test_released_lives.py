"""Lives as the database has them: the worked example again, and what each row of it decides."""

from datetime import date, timedelta

import pytest

from outcomes.effect import trade_outcomes
from outcomes.effect.cohort import M3, M6, M24, WAVES, Standing
from outcomes.effect.first_work import first_work
from outcomes.effect.released_lives import Scope, lives_of, year_of
from outcomes.effect.wave_figures import returned_within_a_year, wave_figures
from outcomes.followup.following import DUE_AFTER, WINDOW
from tests.factories import FacilityFactory, PersonFactory, TrainingCenterFactory, UserFactory
from tests.outcomes.effect.forty import rows
from tests.outcomes.effect.releases import House, count, release_forty

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)
DAY = date(2026, 6, 30)
RELEASED = date(2024, 3, 4)
COLUMNS = ("n", "working", "in_trade", "lost", "refused", "withdrawn", "returned", "died", "other")
STATEMENTS = 4


@pytest.fixture
def house():
    return House()


def lives(house, *, since=SINCE, until=UNTIL, side="facility"):
    key = {"facility": house.facility.pk} if side == "facility" else {"training_center": house.center.pk}
    return lives_of(Scope(**key), since, until)


def one(house, **more):
    (life,) = lives(house, **more)
    return life


def told(life):
    return {
        "released": life.released_on,
        "asked": life.was_asked,
        "applied": life.has_applied,
        "admitted": life.was_admitted,
        "finished": life.has_finished,
        "competent": life.is_competent,
        "certified": life.is_certified,
        "in_hand": life.is_in_hand,
    }


def test_waves_are_those_of_the_follow_up():
    assert {wave.code: (wave.due, wave.window) for wave in WAVES} == {
        code.value: (DUE_AFTER[code].days, WINDOW[code].days) for code in DUE_AFTER
    }


@pytest.mark.parametrize("side", ["facility", "center"])
def test_forty_releases_have_the_figures_worked_out_by_hand(house, django_assert_num_queries, side):
    release_forty(house)

    with django_assert_num_queries(STATEMENTS):
        found = lives(house, side=side)

    for row in rows("wave_figures"):
        if row["report_day"] == DAY.isoformat():
            wave = next(wave for wave in WAVES if wave.code == row["wave"])
            figures = wave_figures(found, wave, DAY)
            assert {name: getattr(figures, name) for name in COLUMNS} == expected(row, side)
    curve = first_work(found, DAY)
    assert (curve.events, curve.without_information, curve.median_day) == (20, 9, 75)
    # Two return before work: for a center they are seen until their last answer, on days 14 and 91.
    assert round(100 * curve.aalen_johansen(365).share, 1) == (75.2 if side == "center" else 70.8)
    returned = 0 if side == "center" else 2
    assert (returned_within_a_year(found, DAY).x, sum(life.is_in_hand for life in found)) == (returned, 24)


def expected(row, side):
    """The columns of the example; who returned has told nothing since, so for a center they are not reached."""
    columns = {name: int(row[name]) for name in COLUMNS}
    if side == "center":
        columns |= {"lost": columns["lost"] + columns["returned"], "returned": 0}
    return columns


def test_a_return_changes_nothing_that_a_center_reads(house):
    people = [house.release(RELEASED + timedelta(days=number)) for number in range(3)]
    for person in people:
        house.train(person)
    house.tell(house.consent(people[0]), "m6", "KERJA_SESUAI", RELEASED + timedelta(days=185))
    before = lives(house, side="center")
    for person in people:
        house.release(date(2030, 1, 1), person=person, since=RELEASED + timedelta(days=40))

    assert lives(house, side="center") == before
    assert [life.standing_at(M6, DAY) for life in lives(house)] == [Standing.RETURNED] * 3


def test_one_release_takes_as_many_statements(house, django_assert_num_queries):
    house.train(house.release(RELEASED))

    with django_assert_num_queries(STATEMENTS):
        lives(house)


@pytest.mark.parametrize(
    ("flags", "true"),
    [
        ("", {"asked", "applied", "admitted"}),
        ("F", {"asked", "applied", "admitted", "finished"}),
        ("FK", {"asked", "applied", "admitted", "finished", "competent"}),
        ("FKS", {"asked", "applied", "admitted", "finished", "competent", "certified"}),
        ("FKSH", {"asked", "applied", "admitted", "finished", "competent", "certified", "in_hand"}),
    ],
)
def test_how_far_somebody_came(house, flags, true):
    house.train(house.release(RELEASED), flags)

    found = told(one(house))

    assert {name for name, value in found.items() if value is True} == true


def test_who_was_never_trained_is_released_and_nothing_else(house):
    house.release(RELEASED)

    assert told(one(house)) == {"released": RELEASED} | dict.fromkeys(
        ("asked", "applied", "admitted", "finished", "competent", "certified", "in_hand"), False
    )


@pytest.mark.parametrize("leaving", ["transfer", "escape", "death", "correction"])
def test_other_ways_of_leaving_are_no_release(house, leaving):
    house.release(RELEASED, leaving=leaving)

    assert lives(house) == []


@pytest.mark.parametrize(
    ("released", "is_counted"),
    [(date(2023, 12, 31), False), (SINCE, True), (UNTIL, True), (date(2025, 1, 1), False)],
)
def test_first_and_last_day_of_the_period_belong_to_it(house, released, is_counted):
    house.train(house.release(released))

    assert len(lives(house)) == is_counted


def test_a_place_given_on_the_day_of_leaving_counts(house):
    house.train(house.release(house.batch().starts_on))

    assert one(house, since=date(2023, 1, 1)).was_admitted


def test_what_was_told_on_the_day_of_leaving_counts(house):
    person = house.release(RELEASED)
    house.train(person)
    house.tell(house.consent(person), "w2", "KERJA_LAIN", RELEASED)

    assert one(house).first_work_on == RELEASED


def test_a_short_course_alone_admits_nobody(house):
    version = house.batch().version
    type(version).objects.filter(pk=version.pk).update(is_without_assessment=True)
    house.train(house.release(RELEASED), "F")

    assert not one(house).was_admitted
    assert lives(house, side="center") == []


def test_a_later_release_of_the_period_is_not_counted_again(house):
    person = house.release(RELEASED)
    house.train(person)
    house.release(date(2024, 9, 1), person=person, since=date(2024, 6, 1))

    life = one(house)

    assert (life.released_on, life.returned_on) == (RELEASED, date(2024, 6, 1))


def test_who_was_trained_in_a_second_stay_counts_from_its_end(house):
    person = house.release(date(2023, 3, 1))
    house.release(RELEASED, person=person, since=date(2023, 5, 1))
    house.train(person)

    life = one(house, since=date(2023, 1, 1))

    assert (life.released_on, life.was_admitted, life.returned_on) == (RELEASED, True, None)


def test_training_after_the_release_does_not_count_for_it(house):
    person = house.release(date(2023, 3, 1))
    house.train(person)

    assert not one(house, since=date(2023, 1, 1)).was_admitted


def test_a_transfer_to_another_house_is_seen_as_a_return_only_after_a_release(house):
    elsewhere = House(center=house.center)
    person = house.release(date(2024, 1, 5), leaving="transfer")
    elsewhere.release(RELEASED, person=person, since=date(2024, 1, 6))

    assert lives(house) == []
    assert one(elsewhere).returned_on is None


@pytest.mark.parametrize("side", ["facility", "center"])
def test_a_stay_whose_first_day_is_unknown_is_counted(house, side):
    house.train(house.release(RELEASED, since=None))

    life = one(house, side=side)

    assert (life.released_on, life.was_admitted, life.returned_on) == (RELEASED, True, None)


def test_a_return_on_an_unknown_day_is_none(house):
    person = house.release(RELEASED)
    house.release(date(2024, 12, 1), person=person, since=None, leaving="transfer")

    assert one(house).returned_on is None


def test_another_stay_with_an_unknown_first_day_hides_no_return(house):
    person = house.release(RELEASED)
    house.release(date(2022, 12, 1), person=person, since=None, leaving="transfer")
    house.release(date(2025, 1, 1), person=person, since=date(2024, 5, 1))

    assert one(house).returned_on == date(2024, 5, 1)


# Classes of the training center end on 1 September 2023.
@pytest.mark.parametrize(
    ("stays", "begins"),
    [
        ([], date(2023, 9, 1)),
        ([(date(2022, 1, 3), date(2023, 3, 1), "full_term")], date(2023, 9, 1)),
        ([(None, date(2023, 3, 1), "full_term")], date(2023, 9, 1)),
        ([(date(2023, 1, 2), date(2023, 8, 20), "full_term")], date(2023, 9, 1)),
        ([(date(2023, 1, 2), date(2023, 9, 1), "full_term")], date(2023, 9, 1)),
        ([(date(2023, 1, 2), RELEASED, "full_term")], RELEASED),
        ([(date(2025, 1, 2), date(2025, 5, 1), "full_term")], date(2023, 9, 1)),
        (
            [(date(2023, 1, 2), date(2023, 12, 1), "transfer"), (date(2023, 12, 2), RELEASED, "conditional")],
            RELEASED,
        ),
        ([(date(2023, 1, 2), date(2023, 12, 1), "death")], None),
        ([(date(2023, 1, 2), None, "")], None),
    ],
    ids=["never", "before", "before-unknown", "within", "last-day", "after", "later", "moved", "died", "held"],
)
def test_for_a_center_a_life_begins_at_the_later_of_release_and_end_of_training(house, stays, begins):
    person = PersonFactory(facility=None)
    for since, until, leaving in stays:
        house.release(until, person=person, since=since, leaving=leaving)
    house.train(person)

    found = lives(house, since=date(2000, 1, 1), until=date(2030, 1, 1), side="center")

    assert [(life.released_on, life.was_admitted) for life in found] == ([(begins, True)] if begins else [])


def test_return_to_any_facility_is_seen(house):
    person = house.release(RELEASED)
    House().release(date(2025, 1, 1), person=person, since=date(2024, 5, 1))

    assert one(house).returned_on == date(2024, 5, 1)


def test_other_facilities_regions_and_centers_count_their_own(house):
    house.train(house.release(RELEASED))
    stranger, center = FacilityFactory(region="Lain"), TrainingCenterFactory()

    assert lives_of(Scope(facility=stranger.pk), SINCE, UNTIL) == []
    assert lives_of(Scope(region="Lain"), SINCE, UNTIL) == []
    assert lives_of(Scope(training_center=center.pk), SINCE, UNTIL) == []
    assert len(lives_of(Scope(region=house.facility.region), SINCE, UNTIL)) == 1
    assert Scope.of(UserFactory(roles=["regional_viewer"], region="Lain")).region == "Lain"


@pytest.mark.parametrize(
    ("letters", "standing"),
    [
        ([("KERJA_SESUAI", "E2", None)], Standing.IN_TRADE),
        ([("USAHA_SESUAI", "E3", None)], Standing.IN_TRADE),
        ([("KERJA_LAIN", "E4", None)], Standing.OTHER_WORK),
        ([("HARIAN", "E2", True)], Standing.IN_TRADE),
        ([("HARIAN", "E2", False)], Standing.OTHER_WORK),
        ([("MENCARI", "E2", None)], Standing.SEEKING),
        ([("SAKIT", "E2", None)], Standing.NO_WORK),
        ([("MENOLAK", "E2", None)], Standing.REFUSED),
        ([("MENCARI", "E1", None)], Standing.LOST),
        ([("MENCARI", "E2", None), ("KERJA_LAIN", "E5", None)], Standing.OTHER_WORK),
        ([("KERJA_LAIN", "E5", None), ("MENCARI", "E2", None)], Standing.OTHER_WORK),
        ([], Standing.LOST),
    ],
)
def test_the_best_known_answer_of_a_wave_counts(house, letters, standing):
    person = house.release(RELEASED)
    house.train(person)
    consent = house.consent(person)
    for status, evidence, is_in_trade in letters:
        house.tell(consent, "m3", status, RELEASED + timedelta(days=92), evidence=evidence, is_in_trade=is_in_trade)

    assert one(house).standing_at(M3, DAY) == standing


def test_never_asked_is_lost_and_a_no_is_refused(house):
    house.train(house.release(RELEASED, full_name="Satu"))
    no = house.release(RELEASED, full_name="Dua")
    house.consent(no, answer="no")

    assert sorted(life.standing_at(M3, DAY) for life in lives(house)) == [Standing.LOST, Standing.REFUSED]


def test_a_withdrawal_is_matched_without_the_person_and_ends_with_a_new_yes(house):
    person = house.release(RELEASED)
    house.train(person)
    house.withdraw(house.consent(person), date(2024, 8, 1))

    assert one(house).withdrawn_on == date(2024, 8, 1)

    house.consent(person)

    assert one(house).withdrawn_on is None


def test_the_end_of_the_time_of_keeping_is_no_withdrawal(house):
    person = house.release(RELEASED)
    house.withdraw(house.consent(person), RELEASED + timedelta(days=913), channel="expiry")

    life = one(house)

    assert (life.withdrawn_on, life.standing_at(M3, DAY)) == (None, Standing.LOST)


def test_who_returned_is_still_known_after_the_time_of_keeping(house):
    person = house.release(RELEASED)
    house.withdraw(house.consent(person), RELEASED + timedelta(days=913), channel="expiry")
    house.release(date(2030, 1, 1), person=person, since=date(2024, 5, 1))

    assert [one(house).standing_at(wave, date(2027, 1, 1)) for wave in (M3, M24)] == [Standing.RETURNED] * 2


def test_a_yes_after_a_withdrawal_that_was_kept_long_enough_is_unknown(house):
    person = house.release(RELEASED)
    house.withdraw(house.consent(person), date(2024, 5, 1))
    house.withdraw(house.consent(person), date(2026, 11, 1), channel="expiry")

    assert one(house).withdrawn_on is None


def test_a_death_told_at_a_wave_counts_for_that_wave(house):
    person = house.release(RELEASED)
    house.tell(house.consent(person), "m3", "WAFAT", RELEASED + timedelta(days=100), evidence="E1")

    life = one(house)

    assert [life.standing_at(wave, DAY) for wave in (M3, M6, M24)] == [Standing.DIED] * 3


def test_groups_of_a_life(house):
    person = house.release(RELEASED, birth_date=date(1990, 3, 5), sex="P")
    house.train(person)

    assert one(house).traits == {
        "program": (str(house.batch().version.program_id), "LAS"),
        "batch": (str(house.batch().pk), "LAS 1"),
        "level": ("dasar", "Dasar"),
        "fund": ("apbd", "APBD"),
        "vocation": (str(house.batch().version.program.vocation_id), ""),
        "sex": ("P", "Perempuan"),
        "education": (person.education, ""),
        "age": ("25", "25 sampai 34"),
        "half": ("2024-1", "semester 1 tahun 2024"),
        "facility": (str(house.facility.pk), house.facility.short_name),
    }


def test_lower_ends_by_vocation_for_the_plan(house, django_assert_num_queries):
    for number in range(20):
        person = house.release(RELEASED + timedelta(days=number))
        house.train(person, vocation="LAS" if number < 16 else "OTO")
        consent = house.consent(person)
        if number % 2:
            house.tell(consent, "m6", "KERJA_SESUAI", RELEASED + timedelta(days=number + 182))
    las, oto = (house.batch(name).version.program.vocation_id for name in ("LAS", "OTO"))

    with django_assert_num_queries(STATEMENTS + 1):
        found = trade_outcomes.lower_ends(house.center, day=DAY)
    count(house, DAY)

    assert {key: value and round(value, 3) for key, value in found.items()} == {
        (las, "dasar"): 0.25,
        (oto, "dasar"): None,
    }
    with django_assert_num_queries(1):
        assert trade_outcomes.lower_ends(house.center, day=DAY) == found


def test_lower_ends_before_anybody_is_due(house):
    house.train(house.release(RELEASED))

    assert trade_outcomes.lower_ends(house.center, day=RELEASED) == {}
    assert trade_outcomes.lower_ends(TrainingCenterFactory(), day=DAY) == {}


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2026, 8, 4), 2024), (date(2026, 8, 6), 2025), (date(2026, 12, 31), 2025), (date(2027, 1, 1), 2025)],
)
def test_the_plan_reads_years_that_are_closed_for_everybody(day, last):
    assert trade_outcomes.last_closed_day(day) == date(last, 12, 31)


@pytest.mark.parametrize("steps", range(21))
def test_a_whole_step_stays_what_it_is(steps):
    assert trade_outcomes.in_steps(round(steps / 20, 4)) == steps / 20


def test_a_year_from_its_first_to_its_last_day():
    assert year_of(2024) == (SINCE, UNTIL)
