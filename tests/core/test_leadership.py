"""Of several machines one does the rounds and the upkeep, and another as soon as that one is gone."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from core import due
from core.leadership import Duty, Seat, waiting_for
from reports.upkeep import running
from tests.together import made_to_wait

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
HOLDS = """
import django; django.setup()
from core.leadership import Duty, Seat
seat = Seat(Duty.ROUNDS); print(seat.is_held(), flush=True); input()
"""


@pytest.fixture
def seats():
    """Those of two machines."""
    one, two = Seat(Duty.ROUNDS), Seat(Duty.ROUNDS)
    yield one, two
    one.leave()
    two.leave()


@pytest.fixture
def done():
    """What a round has done; registered for one test alone."""
    before, found = list(due.work_due), []
    due.work_due._sources[:] = [lambda: found.append("first"), lambda: found.append("second")]
    yield found
    due.work_due._sources[:] = before


def end_session_of(seat):
    """As when the network or the database goes away."""
    with seat._session.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_second_machine_has_the_duty_once_the_session_of_the_first_ends(seats):
    one, two = seats
    assert [one.is_held(), two.is_held(), one.is_held()] == [True, False, True]

    end_session_of(one)

    # The first asks before its next work, and does not take it back from the second.
    assert [two.is_held(), one.is_held(), one.is_held()] == [True, False, False]


@pytest.mark.nightly
def test_duty_of_a_killed_process_is_free():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "rutan_blk.settings"}
    head, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    environment["DATABASE_URL"] = f"{head}/{connection.settings_dict['NAME']}"
    seat = Seat(Duty.ROUNDS)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"True\n"
        assert not seat.is_held()
        other.kill()

    until = time.monotonic() + 10
    while not (held := seat.is_held()) and time.monotonic() < until:
        time.sleep(0.05)
    seat.leave()

    assert held


@pytest.mark.usefixtures("committed")
def test_machine_without_the_duty_does_no_round(seats, done):
    one, _two = seats
    assert one.is_held()
    call_command("run_due")
    assert done == []

    one.leave()
    call_command("run_due")

    assert done == ["first", "second"]


def test_duty_that_is_left_is_free_before_the_server_ends_its_session(seats, monkeypatch):
    one, two = seats
    assert one.is_held()
    session = one._session
    with monkeypatch.context() as patch:
        patch.setattr(session, "close", lambda: None)
        one.leave()

    assert two.is_held()
    session.close()


def test_machine_that_loses_the_duty_in_a_round_begins_nothing_more(seats, done):
    one, two = seats
    assert one.is_held()
    due.work_due._sources.insert(1, lambda: end_session_of(one) or two.is_held())

    due.do_all(may_go_on=one.is_held)

    assert (done, two.is_held()) == (["first"], True)


def test_upkeep_of_one_machine_keeps_the_other_from_it(settings, tmp_path):
    seat = Seat(Duty.UPKEEP)
    assert seat.is_held()
    # The lock file of another machine lies elsewhere.
    settings.DATA_DIR = tmp_path
    assert running.is_under_way()

    seat.leave()

    assert not running.is_under_way()


def test_two_machines_are_brought_up_to_date_one_after_the_other():
    def prepare():
        with waiting_for(Duty.MIGRATION):
            return "prepared"

    with waiting_for(Duty.MIGRATION):
        waits = made_to_wait(prepare)

    assert waits.result(timeout=30) == ["prepared"]
