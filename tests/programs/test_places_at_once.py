"""Seventeen wishes for sixteen places, at the same moment."""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from core import clock
from core.errors import RuleViolation
from programs import enrolling
from programs.models import Batch, Enrollment
from tests.factories import BatchFactory, UserFactory
from tests.programs.test_enrolling import admitted_to

PLACES, WISHES = 16, 17
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def wishes(committed):
    batch = BatchFactory(
        state=Batch.State.SELECTING,
        capacity=PLACES,
        starts_on=date(2100, 12, 7),
        ends_on=date(2101, 1, 25),
        assessment_on=date(2101, 1, 29),
    )
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    return [admitted_to(batch, chair, submitted_by=chair) for _ in range(WISHES)]


@pytest.mark.postgres
def test_seventeen_at_once_get_sixteen_places(wishes):
    officer = UserFactory(roles=["training_officer"], facility=wishes[0].batch.facility)
    start, now = Barrier(WISHES), clock.now()

    def wish(application):
        start.wait()
        try:
            with clock.moved_to(now):
                enrolling.enroll(application, by=officer)
            return "place"
        except RuleViolation as violation:
            return " ".join(reason.code for reason in violation.reasons)
        finally:
            connection.close()

    with ThreadPoolExecutor(WISHES) as pool:
        answers = Counter(pool.map(wish, wishes))

    assert answers == {"place": 16, "full": 1}
    assert Enrollment.objects.count() == PLACES


@pytest.mark.skipif(connection.vendor != "sqlite", reason="eight processes on one file of SQLite")
def test_eight_processes_share_sixteen_places(wishes, tmp_path):
    officer = UserFactory(roles=["training_officer"], facility=wishes[0].batch.facility)
    database, go = tmp_path / "site.sqlite3", tmp_path / "go"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(database)])
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, str(Path(__file__).with_name("enroll_from_outside.py")), str(go), str(officer.pk)]
    shares = [[str(application.pk) for application in wishes[n::8]] for n in range(8)]

    processes = [
        subprocess.Popen([*command, *share], env=environment, stdout=subprocess.PIPE, text=True) for share in shares
    ]
    while len(list(tmp_path.glob("go-*"))) < len(processes) and all(process.poll() is None for process in processes):
        time.sleep(0.05)
    go.touch()
    answers = Counter(
        line for process in processes for line in process.communicate()[0].splitlines() if "{" not in line
    )

    assert answers == {"place": 16, "full": 1}
