"""Each kind of contradiction is found by its check and by no other, and where everything agrees nothing is found."""

from datetime import timedelta

import pytest

from certification.register.models import SeriesNumber
from inmates.custody.models.stays import CustodyPeriod
from reports.reconcile.contradictions import KINDS, Found, kinds_for
from tests.conftest import MONDAY
from tests.constraints import change
from tests.factories import ApplicationFactory, EnrollmentFactory, PersonFactory, ProgramVersionFactory
from tests.reports.reconcile.contradictory import SEEDS, TODAY, agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with agreed(django_db_blocker) as world:
        yield world


def found() -> set[tuple[str, Found]]:
    """Everything that any check finds, without the key, which only names it."""
    return {(kind.code, one._replace(key="")) for kind in KINDS.values() for one in kind.find(MONDAY)}


def expected(code, world, **records) -> tuple[str, Found]:
    records = {"facility": world.facility, **records}
    return code, Found("", **{name: record and record.pk for name, record in records.items()})


def test_nothing_is_found_where_everything_agrees(world):
    assert found() == set()


@pytest.mark.parametrize("code", KINDS)
def test_contradiction_is_found_by_its_check_alone(world, code):
    seeded = SEEDS[code](world)

    cases = seeded if isinstance(seeded, tuple) else (seeded,)
    assert found() == {expected(code, world, **records) for records in cases}


@pytest.mark.parametrize("code", KINDS)
def test_check_asks_one_question_whatever_it_finds(world, code, django_assert_num_queries):
    SEEDS[code](world)

    with django_assert_num_queries(1):
        assert list(KINDS[code].find(MONDAY))


def test_every_kind_has_a_seed_and_somebody_who_looks():
    assert set(SEEDS) == set(KINDS)
    assert len(kinds_for({kind.role for kind in KINDS.values()})) == len(KINDS)
    assert kinds_for({"auditor"}) == ["audit_chain_broken", "figures_not_counted"]


def of(code):
    return list(KINDS[code].find(MONDAY))


def test_stay_in_another_office_than_the_person_is_found(world):
    change(world.stranger, facility=PersonFactory().facility)

    assert [one.person for one in of("stay_elsewhere")] == [world.stranger.pk]


@pytest.mark.parametrize(("days", "count"), [(30, 0), (31, 1)])
def test_out_is_long_after_thirty_days(world, days, count):
    change(world.stranger.movements.get(), out_at=MONDAY - timedelta(days=days))

    assert len(of("out_for_long")) == count


@pytest.mark.parametrize(("days", "count"), [(14, 0), (15, 1)])
def test_admitted_waits_too_long_after_fourteen_days(world, days, count):
    change(world.admitted.hearing, closed_at=MONDAY - timedelta(days=days))

    assert len(of("admitted_and_waiting")) == count


@pytest.mark.parametrize(("minutes", "count"), [(60, 0), (61, 1)])
def test_file_is_missing_after_an_hour(world, minutes, count):
    SEEDS["certificate_without_file"](world)
    change(world.certificate, issued_at=MONDAY - timedelta(minutes=minutes))

    assert len(of("certificate_without_file")) == count


def test_person_out_of_whom_no_stay_is_known_belongs_to_no_office(world):
    CustodyPeriod.objects.filter(person=world.departed).delete()
    SEEDS["out_but_departed"](world)

    assert [(one.facility, one.person) for one in of("out_but_departed")] == [(None, world.departed.pk)]


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"starts_on": TODAY + timedelta(days=1)}, True),
        ({"starts_on": TODAY}, False),
        ({"state": "ended", "end_reason": "withdrew", "ended_on": TODAY}, True),
        ({"state": "ended", "end_reason": "withdrew", "ended_on": TODAY + timedelta(days=1)}, False),
    ],
)
def test_mark_outside_the_time_of_a_place_is_found(world, fields, is_found):
    change(world.place, **fields)

    assert {one.person for one in of("present_but_away")} == ({world.person.pk} if is_found else set())


def test_mark_of_the_day_of_leaving_is_no_contradiction(world):
    stay = world.person.custody_periods.filter(until=None)
    stay.update(until=TODAY, leaving="full_term")
    assert of("present_but_away") == []

    world.person.custody_periods.update(until=TODAY - timedelta(days=1))
    assert {one.person for one in of("present_but_away")} == {world.person.pk}


def test_mark_of_a_certified_batch_is_history(world):
    SEEDS["present_but_away"](world)
    change(world.batch, state="certified")

    assert of("present_but_away") == []


def test_programs_that_may_be_taken_together_are_no_contradiction(world):
    other = EnrollmentFactory(batch=world.selecting, person=world.person, blocks_parallel=False)
    version = ProgramVersionFactory(program__training_center=world.center, allows_parallel_batches=True)
    change(other.batch, version=version)

    assert of("two_places") == []


def test_suspended_without_a_suspension_is_found(world):
    change(world.neighbor, state="suspended")

    assert [one.person for one in of("pause_and_state_differ")] == [world.neighbor.person_id]


def fewer_arrive(session):
    session.head_counts.filter(point="arrived").update(people=1)


def arrivals_are_not_counted(session):
    session.head_counts.filter(point="arrived").delete()


def arrivals_are_counted_anew(session):
    session.head_counts.filter(point="arrived").update(replaced_at=MONDAY)
    arrived = {"people": 3, "counted_at": MONDAY, "recorded_at": MONDAY, "counted_by": session.instructor}
    session.head_counts.create(point="arrived", **arrived)


def a_wrong_count_was_replaced(session):
    wrong = {"people": 9, "counted_at": MONDAY, "recorded_at": MONDAY, "counted_by": session.instructor}
    session.head_counts.create(point="arrived", replaced_at=MONDAY, **wrong)


def a_supervisor_wrote_why(session):
    fewer_arrive(session)
    change(session, counts_reason="Satu orang dijemput lebih awal")


@pytest.mark.parametrize(
    ("circumstance", "is_found"),
    [
        (fewer_arrive, True),
        (arrivals_are_not_counted, True),
        (arrivals_are_counted_anew, True),
        (a_wrong_count_was_replaced, False),
        (a_supervisor_wrote_why, False),
    ],
)
def test_counts_that_differ_need_a_reason(world, circumstance, is_found):
    circumstance(world.session)

    assert [one.session for one in of("session_without_counts")] == ([world.session.pk] if is_found else [])


def test_place_that_ended_in_a_full_batch_takes_none(world):
    change(world.batch, capacity=2)
    world.batch.enrollments.filter(state="suspended").update(state="ended", ended_on=TODAY, end_reason="illness")

    assert of("over_capacity") == []


def test_number_beyond_the_last_one_or_without_anything_is_found(world):
    assert of("number_unaccounted") == []
    SeriesNumber.objects.create(series=world.series, number=2, given_at=MONDAY, void_reason="Salah cetak")
    assert len(of("number_unaccounted")) == 1
    change(world.series, last_number=2)
    assert of("number_unaccounted") == []
    SeriesNumber.objects.filter(number=2).update(void_reason="")
    assert len(of("number_unaccounted")) == 1


def test_third_on_one_position_is_a_second_contradiction(world):
    SEEDS["reserve_position_twice"](world)
    ApplicationFactory(batch=world.selecting, state="reserve", reserve_position=1, decided_by_chair=world.chair)

    assert len(of("reserve_position_twice")) == 2
