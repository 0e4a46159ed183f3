"""Short work does not wait for a task of the long lane that hangs, and no task hangs for ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.run import SETTINGS

# Whose database is copied; without it, none would be made for these tests alone.
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SHELL = [sys.executable, "manage.py", "shell", "--no-imports", "-c"]


@pytest.fixture
def environment(tmp_path, django_db_setup, django_db_blocker):
    if connection.vendor != "sqlite":
        pytest.skip("asks processes of their own, each of which has the same queue on any engine")
    with django_db_blocker.unblock():
        connection.ensure_connection()
        # Not as a backup, which waits for ever for the transaction of this test to end.
        Path(tmp_path, "site.sqlite3").write_bytes(connection.connection.serialize())
    places = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3"}
    return os.environ | SETTINGS | places


@pytest.fixture
def begun(environment):
    """Runs a line with `lane_work` in a process of its own."""
    running = []

    def begin(line):
        command = [*SHELL, f"from tests.rutan_blk import lane_work; lane_work.{line}"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def test_short_work_is_done_while_a_task_of_the_long_lane_hangs(begun):
    begun("work('short')")
    begun("work('long')")

    said, _log = begun("do_beside_hanging(100.0)").communicate(timeout=150)

    assert json.loads(said.splitlines()[-1]) == {"hangs": "RUNNING", "quick": "done"}


def test_task_outside_of_jobs_that_hangs_ends_its_worker(begun):
    begun("hang_outside_of_jobs.enqueue()").communicate(timeout=120)

    worker = begun("work('short', 1.0)")
    _said, log = worker.communicate(timeout=120)

    assert (worker.returncode, "in hang_outside_of_jobs" in log) == (1, True)
