"""What the health page says of the processes, by what the supervisor noted and by the work that waits."""

import json
import os
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from core import clock, due
from core.health import State
from core.lanes import Lane
from core.models import Job
from rutan_blk import health, supervision
from rutan_blk.health import LONG_WORKER, RUNNER, WORKER
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def note(name, *, runs, ended_lately):
    state = {"runs": runs, "since": "", "ended_lately": ended_lately, "pid": None}
    supervision.note_path().write_text(json.dumps({name: state}))


def test_worker_that_is_down_is_told():
    note(WORKER, runs=False, ended_lately=7)

    found = health.worker()
    assert (found.state, found.values, "systemctl restart terampil" in found.says) == (State.FAILED, {"times": 7}, True)


def test_worker_that_was_started_again_is_a_warning():
    note(WORKER, runs=True, ended_lately=1)

    found = health.worker()
    assert (found.state, found.values) == (State.WARNING, {"times": 1})


def has_waited(seconds, lane=Lane.SHORT):
    waiting = DBTaskResult.objects.create(
        args_kwargs={"args": [0], "kwargs": {}},
        task_path="core.jobs.run_job",
        backend_name="default",
        queue_name=lane,
    )
    DBTaskResult.objects.filter(pk=waiting.pk).update(enqueued_at=clock.now() - timedelta(seconds=seconds))


@pytest.mark.parametrize(("age", "state"), [(10, State.OK), (500, State.FAILED)])
def test_task_that_waits_too_long_says_that_the_worker_hangs(age, state):
    note(WORKER, runs=True, ended_lately=0)
    has_waited(age)

    assert health.worker().state == state


@pytest.mark.parametrize(("silent_for", "state"), [(5, State.WARNING), (500, State.FAILED)])
def test_task_behind_a_long_job_waits_for_nobody_who_hangs(silent_for, state):
    note(WORKER, runs=True, ended_lately=0)
    has_waited(500)
    Job.objects.create(
        kind="certificates",
        title="Terbitkan",
        state="running",
        created_by=UserFactory(),
        heartbeat=clock.now() - timedelta(seconds=silent_for),
    )

    assert health.worker().state == state


def test_each_lane_tells_of_its_own_queue():
    note(LONG_WORKER, runs=True, ended_lately=0)
    has_waited(500, Lane.LONG)

    assert (health.worker().state, health.long_worker().state) == (State.OK, State.FAILED)


def test_worker_for_long_work_that_rests_is_well():
    state = {"runs": False, "rests": True, "since": "", "ended_lately": 0, "pid": None}
    supervision.note_path().write_text(json.dumps({LONG_WORKER: state}))

    assert health.long_worker().state == State.OK


@pytest.mark.parametrize(("age", "state"), [(10, State.OK), (500, State.FAILED)])
def test_runner_without_a_round_for_long_hangs(age, state):
    note(RUNNER, runs=True, ended_lately=0)
    due.note_round()
    then = clock.now().timestamp() - age
    os.utime(due._round_file(), (then, then))

    assert health.runner().state == state
