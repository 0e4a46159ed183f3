"""The same queue from two tabs, two devices at one sheet, two people at one conflict: at the same moment."""

from collections import Counter

import pytest

from programs.attendance import mark_changes
from programs.attendance.models.marks import MarkRevision
from programs.offline import doubt_settlement, mark_replay
from programs.offline.models import MarkOperation
from tests.factories import UserFactory
from tests.programs.offline.class_on_tablet import Tablet, Taught
from tests.together import at_once

pytestmark = pytest.mark.postgres
MANY = 8


@pytest.fixture
def taught(committed):
    return Taught(people=MANY)


def test_same_queue_sent_twice_at_once_counts_once(taught):
    tablet = Tablet(taught)
    queue = [tablet.marks(person) for person in range(MANY)]

    first, second = at_once(*[lambda: mark_replay.replay(taught.pack, queue, by=taught.instructor)] * 2)

    # Which of the two was first may differ from mark to mark.
    for one, other in zip(first, second, strict=True):
        assert {one.answer, other.answer} == {"accepted", "duplicate"}
    assert taught.marks() == dict.fromkeys(range(MANY), ("present", 1))
    assert (MarkOperation.objects.count(), MarkRevision.objects.count()) == (MANY, MANY)


def test_of_two_devices_at_one_sheet_the_second_is_a_conflict(taught):
    queues = [
        [tablet.marks(person, status) for person in range(MANY)]
        for tablet, status in ((Tablet(taught), "present"), (Tablet(taught), "sick"))
    ]

    answers = at_once(
        *[lambda queue=queue: mark_replay.replay(taught.pack, queue, by=taught.instructor) for queue in queues]
    )

    assert Counter(answer.answer for found in answers for answer in found) == {"accepted": MANY, "conflict": MANY}
    assert {version for _status, version in taught.marks().values()} == {1}


def test_devices_and_a_coordinator_at_one_sheet_wait_for_nobody_for_ever(taught):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=taught.batch.training_center)
    tablet = Tablet(taught)
    queue = [tablet.marks(person) for person in range(MANY)]

    def record():
        for person in reversed(taught.people):
            mark_changes.mark(taught.session, person, by=coordinator, status="sick")

    at_once(lambda: mark_replay.replay(taught.pack, queue, by=taught.instructor), record)

    assert {status for status, _version in taught.marks().values()} == {"sick"}
    assert MarkOperation.objects.count() == MANY


@pytest.mark.parametrize("choices", [("mine", "theirs"), ("mine", "mine")])
def test_conflict_is_decided_once(taught, choices):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=taught.batch.training_center)
    mark_changes.mark(taught.session, taught.people[0], by=coordinator, status="sick")
    mark_replay.replay(taught.pack, [Tablet(taught).marks(0)], by=taught.instructor)
    doubt = MarkOperation.objects.get()

    answers = at_once(
        *[
            lambda by=by, choice=choice: doubt_settlement.resolve(doubt, by=by, choice=choice)
            for by, choice in zip((taught.instructor, coordinator), choices, strict=True)
        ]
    )

    assert sorted(answer if isinstance(answer, str) else "done" for answer in answers) == ["done", "resolved"]
