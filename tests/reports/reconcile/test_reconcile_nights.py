"""When the reconcile runs: once a night, one at a time, again after a failure; and what the database refuses of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection

from core import clock, due
from core.errors import RuleViolation
from inmates.people.models import Person
from reports.reconcile.contradictions import KINDS, Kind
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun
from reports.reconcile.nightly_run import night_due, reconcile, reconcile_at_night
from tests.conftest import MONDAY
from tests.constraints import assert_refused, copy_of
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, TrainingCenterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NIGHT = date(2026, 11, 23)


@pytest.fixture
def broken_check():
    """A check that the database does not answer, as one that takes too long; called, it is mended."""

    def too_long(moment):
        raise OperationalError("canceling statement due to statement timeout")

    KINDS["too_long"] = Kind("too_long", "", "", "registrar", too_long)
    yield lambda: KINDS.pop("too_long")
    KINDS.pop("too_long", None)


def test_hundreds_that_are_gone_are_forgotten_with_few_questions(django_assert_max_num_queries):
    facility = FacilityFactory()
    Person.objects.bulk_create(PersonFactory.build_batch(603, facility=facility, birth_date=None))
    reconcile()
    assert Finding.objects.count() == 603
    facility.people.update(facility=None)

    with django_assert_max_num_queries(len(KINDS) + 15):
        run = reconcile()
    assert [(row.kind, row.facility, row.count, row.new, row.gone) for row in run.counts.all()] == [
        ("custody_without_stay", facility, 0, 0, 603)
    ]
    assert Finding.objects.count() == 0


def test_run_asks_as_often_for_many_as_for_few(django_assert_num_queries):
    place = EnrollmentFactory()
    reconcile()
    with django_assert_num_queries(len(KINDS) + 9):
        reconcile()
    for _ in range(9):
        EnrollmentFactory(batch=place.batch)
    with django_assert_num_queries(len(KINDS) + 9):
        reconcile()


def test_second_run_at_the_same_time_is_refused():
    ReconcileRun.objects.create()

    with pytest.raises(RuleViolation) as refused:
        reconcile()
    assert [reason.code for reason in refused.value.reasons] == ["under_way"]
    assert ReconcileRun.objects.count() == 1


def test_run_that_was_killed_is_given_up_after_an_hour():
    killed = ReconcileRun.objects.create(night=NIGHT, started_at=MONDAY - timedelta(minutes=61))

    run = reconcile(night=NIGHT)

    killed.refresh_from_db()
    assert (killed.state, killed.night, run.state, run.night) == ("failed", None, "done", NIGHT)


def test_runs_of_more_than_a_year_ago_are_forgotten():
    old = {"state": "done", "finished_at": MONDAY}
    ReconcileRun.objects.create(started_at=MONDAY - timedelta(days=401), **old)
    kept = ReconcileRun.objects.create(started_at=MONDAY - timedelta(days=399), **old)

    run = reconcile()

    assert set(ReconcileRun.objects.all()) == {kept, run}


def test_run_whose_check_fails_is_noted_and_tells_so(broken_check):
    with pytest.raises(OperationalError):
        reconcile(night=NIGHT)

    run = ReconcileRun.objects.get()
    assert (run.state, run.night, run.finished_at) == ("failed", None, MONDAY)
    assert Finding.objects.count() == 0


@pytest.mark.parametrize(
    ("zones", "utc", "night"),
    [
        ([], (23, 1, 0), None),
        (["Asia/Makassar"], (22, 17, 59), date(2026, 11, 22)),
        (["Asia/Makassar"], (22, 18, 0), date(2026, 11, 23)),
        (["Asia/Jakarta", "Asia/Jayapura"], (22, 18, 59), date(2026, 11, 22)),
        (["Asia/Jakarta", "Asia/Jayapura"], (22, 19, 0), date(2026, 11, 23)),
    ],
)
def test_night_begins_at_two_in_the_westernmost_office(zones, utc, night):
    for zone in zones:
        FacilityFactory(time_zone=zone)
    day, hour, minute = utc

    with clock.moved_to(MONDAY.replace(day=day, hour=hour, minute=minute, tzinfo=ZoneInfo("UTC"))):
        assert night_due() == night


def test_round_of_due_work_reconciles_once_a_night():
    FacilityFactory()

    due.do_all()
    due.do_all()
    assert list(ReconcileRun.objects.values_list("state", "night")) == [("done", NIGHT)]

    with clock.moved_to(MONDAY + timedelta(days=1)):
        assert reconcile_at_night() is True
        assert reconcile_at_night() is False


def test_two_runners_at_once_make_one_run():
    """The second has seen that a run is due before the first one began it."""
    FacilityFactory()
    ReconcileRun.objects.create(started_at=MONDAY)
    assert night_due() == NIGHT

    assert reconcile_at_night() is False
    assert ReconcileRun.objects.count() == 1


@pytest.mark.postgres
def test_four_runners_at_the_same_moment_make_one_run(committed):
    FacilityFactory()
    start = Barrier(4)

    def run(_runner):
        start.wait()
        try:
            with clock.moved_to(MONDAY):
                return reconcile_at_night()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == [False, False, False, True]
    assert list(ReconcileRun.objects.values_list("state", "night")) == [("done", NIGHT)]


def test_night_that_was_taken_meanwhile_is_refused():
    reconcile(night=NIGHT)

    with pytest.raises(RuleViolation):
        reconcile(night=NIGHT)


def test_failed_night_is_tried_again_after_an_hour_and_stops_nothing_else(broken_check):
    FacilityFactory()

    assert reconcile_at_night() is False
    assert night_due() is None
    broken_check()
    with clock.moved_to(MONDAY + timedelta(minutes=61)):
        assert reconcile_at_night() is True


def done(**fields):
    return ReconcileRun.objects.create(state="done", finished_at=MONDAY, **fields)


CONSTRAINTS = {
    "reconcile_run_one_at_a_time": lambda: [ReconcileRun.objects.create() for _ in range(2)],
    "reconcile_run_once_a_night": lambda: [done(night=NIGHT) for _ in range(2)],
    "reconcile_run_is_over_at_a_moment": lambda: ReconcileRun.objects.create(state="done"),
    "finding_stands_once": lambda: copy_of(Finding.objects.create(kind="over_capacity", key="1")),
    "finding_belongs_to_one_office_at_most": lambda: Finding.objects.create(
        kind="over_capacity", key="1", facility=FacilityFactory(), training_center=TrainingCenterFactory()
    ),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_database_refuses(name):
    assert_refused(name, CONSTRAINTS[name])


def test_every_constraint_of_the_reconcile_is_violated_here():
    own = (ReconcileRun, ReconcileCount, Finding)
    named = {constraint.name for model in own for constraint in model._meta.constraints}

    assert set(CONSTRAINTS) == named
