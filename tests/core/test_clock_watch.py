"""A clock that goes back or leaps is told until it is right again, or somebody who looked at it says that it is."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from core import audit, clock, clock_watch, due, idempotency
from core.health import State
from core.models import AuditEvent, SubmittedForm
from tests.conftest import MONDAY
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def seen_at(moment):
    with clock.moved_to(moment):
        clock_watch.note()
        return clock_watch.check().state


def recorded_at(moment):
    with clock.moved_to(moment):
        audit.record("backup.take", by=None)


def after_a_restart():
    """What was known before the machine started, so that its own count of time says nothing."""
    clock_watch._keep(replace(clock_watch.read(), start="before"))


@pytest.mark.parametrize(
    ("moved", "state"),
    [(-HOUR, State.FAILED), (-2 * clock.MINUTE, State.OK), (HOUR, State.FAILED), (clock.MINUTE, State.OK)],
)
def test_clock_of_a_machine_that_runs_goes_as_its_own_count_of_time(moved, state):
    assert seen_at(MONDAY) == State.OK

    assert seen_at(MONDAY + moved) == state


@pytest.mark.parametrize(("away", "state"), [(3 * DAY, State.OK), (365 * DAY, State.FAILED), (-HOUR, State.FAILED)])
def test_machine_that_was_off_is_believed_for_some_days(away, state):
    seen_at(MONDAY)
    after_a_restart()

    assert seen_at(MONDAY + away) == state


def test_wrong_clock_is_told_although_events_are_recorded_with_it_and_ends_when_it_is_right():
    seen_at(MONDAY)
    recorded_at(MONDAY + 365 * DAY)

    assert seen_at(MONDAY + 365 * DAY) == State.FAILED
    assert seen_at(MONDAY + 366 * DAY) == State.FAILED
    assert seen_at(MONDAY) == State.FAILED, "events of next year stand in the audit"

    with clock.moved_to(MONDAY):
        call_command("confirm_clock")
    assert seen_at(MONDAY) == State.OK
    assert AuditEvent.objects.latest("pk").action == "clock.confirm"


def test_set_back_clock_is_well_when_it_has_caught_up():
    seen_at(MONDAY)

    assert [seen_at(MONDAY - HOUR), seen_at(MONDAY)] == [State.FAILED, State.OK]


def test_database_from_a_machine_ahead_of_this_one_is_told():
    recorded_at(MONDAY + DAY)

    assert seen_at(MONDAY) == State.FAILED


def test_nothing_known_is_no_fault():
    assert clock_watch.check().state == State.OK
    audit.record("backup.take", by=None)
    clock_watch._path().write_text("{")
    assert clock_watch.check().state == State.OK


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("moved", [-HOUR, 365 * DAY])
def test_nothing_is_done_by_date_while_the_clock_is_wrong(moved, monkeypatch):
    """Regression: a clock that stood a year ahead for a minute ended offers, consents and sign-ins for good."""
    done = []
    monkeypatch.setattr(due.work_due, "_sources", [lambda: done.append(clock.now())])
    with clock.moved_to(MONDAY):
        idempotency.claim(uuid4(), user=UserFactory(), path="/")
        call_command("run_due")

    with clock.moved_to(MONDAY + moved):
        call_command("run_due")

    assert (done, SubmittedForm.objects.count()) == ([MONDAY], 1)
    with clock.moved_to(MONDAY + clock.MINUTE):
        call_command("run_due")
    assert done == [MONDAY, MONDAY + clock.MINUTE]


@pytest.mark.usefixtures("committed")
def test_runner_with_a_wrong_clock_is_no_runner_that_hangs():
    seen_at(MONDAY)

    with clock.moved_to(MONDAY + 365 * DAY):
        call_command("run_due")

    assert due._round_file().exists()
