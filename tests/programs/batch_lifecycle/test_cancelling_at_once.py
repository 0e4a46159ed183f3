"""A batch is called off while its rolls are written: each session keeps its mark, nobody fails."""

from datetime import timedelta
from functools import partial

import pytest

from programs.attendance import mark_changes
from programs.batch_lifecycle import batch_plan
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.together import at_once

pytestmark = pytest.mark.postgres
TIMES, ROLLS = 3, 5


def test_calling_off_and_writing_rolls_wait_for_each_other_in_one_order(committed):
    for _ in range(TIMES):
        batch = BatchFactory()
        officer = UserFactory(roles=["training_officer"], facility=batch.facility)
        places = EnrollmentFactory.create_batch(2 * ROLLS, batch=batch)
        days = [MONDAY.date() - timedelta(days=ago) for ago in range(1, ROLLS + 1)]
        sessions = [SessionFactory(batch=batch, date=day) for day in days]
        mark = partial(mark_changes.mark, by=officer, status="present")

        called_off, *_marks = at_once(
            partial(batch_plan.cancel, batch, by=officer, cause="other", reason="Instruktur pindah tugas."),
            *(partial(mark, session, place) for session, place in zip(sessions, places, strict=False)),
        )

        standing = Session.objects.filter(batch=batch, state="planned", marks__isnull=False).order_by("pk")
        assert (called_off.state, list(standing)) == ("cancelled", sessions)
