"""Seventeen wishes for sixteen places, at the same moment; and places given back by several processes."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction

from programs.batches.lock_order import locked
from programs.batches.models import Batch
from programs.places import place_changes, places_together
from programs.places.models import Enrollment
from programs.selection import place_offers
from programs.selection.models import Application
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, UserFactory
from tests.programs.places.test_place_changes import TODAY, admitted_to
from tests.together import at_once, done_at_once, made_to_wait

PLACES, WISHES = 16, 17
ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("act_from_outside.py")


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

    answers = done_at_once(*(partial(place_changes.enroll, wish, by=officer) for wish in wishes))

    assert Counter(answers) == {"done": 16, "full": 1}
    assert Enrollment.objects.count() == PLACES


def in_processes(tmp_path, command, officer, applications, count):
    """What several processes of the site, each with its share, answer on a copy of the database; and the copy."""
    database = tmp_path / "site.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(database)])
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    shares = [",".join(str(application.pk) for application in applications[n::count]) for n in range(count)]
    done = subprocess.run(
        [sys.executable, SCRIPT, command, str(officer.pk), *shares], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return Counter(line for line in done.stdout.splitlines() if "{" not in line), database


@pytest.mark.skipif(connection.vendor != "sqlite", reason="processes on one file of SQLite")
def test_eight_processes_share_sixteen_places(wishes, tmp_path):
    officer = UserFactory(roles=["training_officer"], facility=wishes[0].batch.facility)

    answers, _database = in_processes(tmp_path, "enroll", officer, wishes, 8)

    assert answers == {"done": 16, "full": 1}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="processes on one file of SQLite")
def test_four_processes_that_withdraw_offer_each_place_to_the_next_once(wishes, tmp_path):
    officer = UserFactory(roles=["training_officer"], facility=wishes[0].batch.facility)
    admitted, hearing = wishes[:10], wishes[0].hearing
    Batch.objects.update(capacity=len(admitted))
    Application.objects.filter(pk__in=[row.pk for row in wishes[10:]]).delete()
    fields = {"batch": hearing.batch, "hearing": hearing, "decided_by_chair": hearing.chair, "submitted_by": officer}
    waiting = [ApplicationFactory(state="reserve", reserve_position=n, **fields) for n in range(1, 13)]

    answers, database = in_processes(tmp_path, "withdraw", officer, admitted, 4)

    with closing(sqlite3.connect(database)) as copy:
        offered = copy.execute("SELECT application_id FROM programs_placeoffer ORDER BY application_id").fetchall()
    assert answers == {"done": 10}
    assert offered == [(row.pk,) for row in waiting[:10]]


@pytest.mark.postgres
@pytest.mark.parametrize("each", [False, True])
def test_place_waits_for_other_batches_of_the_person_and_takes_back_what_they_offer(committed, each):
    days = {"starts_on": TODAY, "ends_on": date(2100, 1, 25), "assessment_on": date(2100, 1, 29)}
    other = BatchFactory(state=Batch.State.SELECTING, **days)
    batch = BatchFactory(facility=other.facility, state=Batch.State.SELECTING, **days)
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    admitted = admitted_to(batch, chair)
    waiting = admitted_to(other, chair, person=admitted.person)
    Application.objects.filter(pk=waiting.pk).update(state="reserve", reserve_position=1)

    with transaction.atomic():
        locked(other)
        waits = made_to_wait(
            (lambda: len(places_together.enroll_each([admitted], by=officer)[0]))
            if each
            else (lambda: bool(place_changes.enroll(admitted, by=officer)))
        )
        # Whoever waits holds no batch that comes later in the order.
        held = Batch.objects.select_for_update(nowait=True).get(pk=batch.pk)
        place_offers.offer_free_place(other, by=officer)

    answer = waits.result(timeout=30)
    waiting.refresh_from_db()
    offer = waiting.offers.get()
    assert (held, answer) == (batch, [1])
    assert (waiting.state, offer.state) == ("reserve", "closed")


@pytest.mark.postgres
def test_of_many_only_who_was_just_given_a_place_elsewhere_gets_none(wishes):
    batch, admitted = wishes[0].batch, wishes[:3]
    other = BatchFactory(facility=batch.facility, state=Batch.State.SELECTING)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    rivals = []

    def rival_comes_first(execute, sql, parameters, many, context):
        if sql.startswith('INSERT INTO "programs_enrollment"') and not rivals:
            rivals.extend(at_once(lambda: EnrollmentFactory(batch=other, person=admitted[1].person)))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(rival_comes_first):
        enrolled, refused = places_together.enroll_each(admitted, by=officer)

    assert [row.application for row in enrolled] == [admitted[0], admitted[2]]
    assert [(wish, reason.code) for wish, violation in refused for reason in violation.reasons] == [
        (admitted[1], "other_batch")
    ]
