"""Somebody gets a place back while a pair to keep apart is recorded: whichever comes second knows of the first."""

from functools import partial

import pytest
from django.db import transaction

from inmates.custody import people_apart
from inmates.inbox.models import InboxTask
from programs.circumstances import place_reinstatement
from programs.places import place_changes
from programs.places.inbox_kinds import TOGETHER
from tests.conftest import MONDAY
from tests.factories import BatchFactory, EnrollmentFactory, PersonFactory, UserFactory
from tests.together import done_at_once, made_to_wait

pytestmark = pytest.mark.postgres
TIMES = 6
REASON = "Salah orang: yang berhenti adalah Slamet Riyadi."


@pytest.fixture
def batch(committed):
    return BatchFactory(capacity=2 * TIMES)


def keep_apart(one, other, by):
    return people_apart.keep_apart(one, other=other, by=by, from_date=MONDAY.date(), decided_by="Karutan")


def test_pair_that_two_record_at_once_is_recorded_once_and_refused_in_words(batch, registrar):
    one, other = PersonFactory.create_batch(2, facility=batch.facility)

    with transaction.atomic():
        keep_apart(one, other, registrar)
        waiting = made_to_wait(partial(keep_apart, other, one, registrar))

    assert waiting.result() == ["known"]


def test_place_given_back_beside_somebody_to_keep_apart_is_refused_or_becomes_a_task(batch, registrar):
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    for _ in range(TIMES):
        there, place = EnrollmentFactory.create_batch(2, batch=batch, person__with_custody=True)
        place_changes.end_enrollment(place, by=officer, on=MONDAY.date(), reason="withdrew")

        answers = done_at_once(
            partial(place_reinstatement.reinstate, place, by=officer, reason=REASON),
            partial(keep_apart, there.person, place.person, registrar),
        )

        place.refresh_from_db()
        both = [there.person, place.person]
        tasks = InboxTask.objects.open().filter(kind=TOGETHER.code, person__in=both).count()
        assert (answers, place.state, tasks) in [(["done", "done"], "active", 1), (["apart", "done"], "ended", 0)]


def test_one_pair_said_from_both_sides_is_recorded_once(batch, registrar):
    for _ in range(TIMES):
        one, other = PersonFactory.create_batch(2, with_custody=True, facility=batch.facility)

        answers = done_at_once(partial(keep_apart, one, other, registrar), partial(keep_apart, other, one, registrar))

        assert sorted(answers) == ["done", "known"]
