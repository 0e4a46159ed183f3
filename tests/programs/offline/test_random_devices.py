"""Three devices, a lost network and people at the server: whatever happens in whatever order, no mark is lost.

`make test` walks through the same few lives each time. As many others as are wanted:

    OFFLINE_OPERATIONS=10000 .venv/bin/python -m pytest tests/programs/offline/test_random_devices.py -s
"""

import os
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import mark_changes
from programs.attendance.models.marks import Mark, MarkRevision
from programs.offline import doubt_settlement, mark_replay
from programs.offline.models import MarkOperation
from tests.conftest import MONDAY
from tests.examples import many
from tests.factories import SessionFactory, UserFactory
from tests.programs.offline.class_on_tablet import Tablet, Taught, changed
from tests.programs.offline.reference import Server

pytestmark = pytest.mark.engines

OPERATIONS = int(os.environ.get("OFFLINE_OPERATIONS", "0"))
A_LIFE = 100  # operations, more or less
LIVES = 6  # without a number asked for; the first ones are short
STATUSES = st.sampled_from(["present", "present", "sick", "unexcused", "excused"])
CLOCKS = (timedelta(days=-2), timedelta(), timedelta(days=2))
PEOPLE = 4


class Device:
    """A tablet as the client behaves: it keeps what is not answered, and builds on the newest version it knows."""

    def __init__(self, taught, clock_is_off):
        self.tablet, self.pack = Tablet(taught, clock_is_off=clock_is_off), taught.pack
        self.queue, self.sent, self.known = [], [], Counter()

    def mark(self, session, person, status, note):
        base = self.known[session.public_id, self.tablet.taught.people[person].public_id]
        self.queue.append(self.tablet.marks(person, status, base=base, session=session, note=note))

    def hear(self, answers):
        """Only what is answered leaves the queue."""
        told = {answer.id: answer for answer in answers}
        for one in [one for one in self.queue if one.id in told]:
            key = one.session, one.person
            self.known[key] = max(self.known[key], told[one.id].version)
            self.queue.remove(one)
            self.sent.append(one)


class Days(RuleBasedStateMachine):
    """Each rule is one thing that happens; the reference says what the answers have to be."""

    counted: Counter

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        try:
            self.begin()
        except BaseException:
            # A machine that was never made is never torn down.
            self.undone.__exit__(*sys.exc_info())
            raise

    def begin(self):
        self.taught = Taught(people=PEOPLE, ends_at=MONDAY - timedelta(minutes=12))
        later = SessionFactory(
            batch=self.taught.batch,
            instructor=self.taught.instructor,
            starts_at=MONDAY - timedelta(minutes=9),
            ends_at=MONDAY + timedelta(hours=2),
        )
        self.taught.pack.sessions.add(later)
        self.sessions = (self.taught.session, later)
        self.coordinator = UserFactory(roles=["blk_coordinator"], training_center=self.taught.batch.training_center)
        self.devices = [Device(self.taught, off) for off in CLOCKS]
        self.reference, self.made = Server(), {}

    def teardown(self):
        try:
            self.everything_arrives_and_arrives_again()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @rule(
        device=st.integers(0, 2),
        marks=st.lists(st.tuples(st.integers(0, 1), st.integers(0, PEOPLE - 1), STATUSES), min_size=1, max_size=12),
        has_note=st.booleans(),
    )
    def mark_on_a_device(self, device, marks, has_note):
        for session, person, status in marks:
            note = "Urusan keluarga" if status == "excused" and has_note else ""
            self.devices[device].mark(self.sessions[session], person, status, note)
        self.made.update({one.id: one for one in self.devices[device].queue})

    @rule(device=st.integers(0, 2), data=st.data(), is_lost=st.booleans())
    def send(self, device, data, is_lost):
        """Part of the queue in any order, with some of what was sent before; the answer may never arrive."""
        device = self.devices[device]
        queue = data.draw(st.permutations(device.queue)) if device.queue else []
        part = queue[: data.draw(st.integers(0, len(queue)))] if queue else []
        again = device.sent[: data.draw(st.integers(0, min(3, len(device.sent))))]
        answers = self.replay(device, [*part, *again])
        if not is_lost:
            device.hear(answers)

    def replay(self, device, operations):
        expected = {}
        for one in sorted(operations, key=lambda one: (one.device, one.sequence)):
            expected.setdefault(one.id, []).append(self.reference.take(one))
        answers = mark_replay.replay(device.pack, operations, by=self.taught.instructor)
        found = {}
        for answer in answers:
            found.setdefault(answer.id, []).append(answer.answer)
        assert found == expected
        self.counted.update(answer.answer for answer in answers)
        return answers

    @rule(session=st.integers(0, 1), person=st.integers(0, PEOPLE - 1), status=STATUSES)
    def mark_at_the_server(self, session, person, status):
        session, person, note = self.sessions[session], self.taught.people[person], "Keluarga" * (status == "excused")
        cell = self.reference.cells[session.public_id, person.public_id]
        mark_changes.mark(session, person, by=self.coordinator, status=status, note=note)
        cell.write(status, note)

    @precondition(lambda self: self.reference.doubtful())
    @rule(pick=st.integers(0, 20), choice=st.sampled_from(["mine", "theirs"]))
    def decide(self, pick, choice):
        doubts = self.reference.doubtful()
        doubt = doubts[pick % len(doubts)]
        cell = self.reference.cells[doubt.session, doubt.person]
        row = MarkOperation.objects.get(pk=doubt.id)
        doubt_settlement.resolve(row, by=self.coordinator, choice=choice, version=cell.version)
        if choice == "mine":
            cell.write(doubt.status, doubt.note)
        del cell.doubts[doubt.id]
        with pytest.raises(RuleViolation):
            doubt_settlement.resolve(row, by=self.coordinator, choice=choice)

    def everything_arrives_and_arrives_again(self):
        for device in self.devices:
            device.hear(self.replay(device, device.queue))
            assert device.queue == []
        self.compare()
        before = self.rows()
        for device in self.devices:
            answers = mark_replay.replay(device.pack, device.sent[::-1], by=self.taught.instructor)
            assert {answer.answer for answer in answers} <= {"duplicate"}
        assert self.rows() == before

    def compare(self):
        """The final state equals the reference, and each mark is in exactly one row, with its outcome and value."""
        found = {
            (mark.session.public_id, mark.enrollment.public_id): (mark.status.code, mark.version)
            for mark in Mark.objects.filter(session__in=self.sessions).select_related("session", "enrollment", "status")
        }
        cells = self.reference.cells.items()
        assert found == {key: (cell.status, cell.version) for key, cell in cells if cell.version}
        rows = MarkOperation.objects.filter(session__in=self.sessions)
        assert {row.pk: (row.outcome, row.status_code, row.sequence) for row in rows} == {
            number: (self.reference.fates[number], one.status, one.sequence) for number, one in self.made.items()
        }
        assert set(rows.in_doubt().values_list("pk", flat=True)) == {one.id for one in self.reference.doubtful()}
        for (session, person), cell in cells:
            revisions = MarkRevision.objects.filter(
                mark__session__public_id=session, mark__enrollment__public_id=person
            )
            assert list(revisions.order_by("version").values_list("status_code", flat=True)) == cell.history

    def rows(self):
        tables = (
            Mark.objects.order_by("pk"),
            MarkRevision.objects.order_by("pk"),
            MarkOperation.objects.order_by("pk"),
        )
        return [list(table.values()) for table in tables] + [AuditEvent.objects.count()]


@pytest.mark.django_db
def test_no_mark_is_lost_and_a_second_replay_changes_nothing():
    Days.counted = Counter()
    walk = settings(
        max_examples=OPERATIONS // A_LIFE or many(LIVES),
        stateful_step_count=30,
        derandomize=not OPERATIONS,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with clock.moved_to(MONDAY):
        run_state_machine_as_test(Days, settings=walk)
        # Lives differ in length: of those that were asked for by number, as many more as it takes.
        while sum(Days.counted[answer] for answer in ("accepted", "conflict", "rejected")) < OPERATIONS:
            run_state_machine_as_test(Days, settings=walk)
    print(dict(Days.counted))

    assert min(Days.counted[answer] for answer in ("accepted", "duplicate", "conflict", "rejected")) > 0


def test_devices_alone_end_with_their_last_marks(db):
    """One device, no one else: whatever the order of arrival, what was marked last stands."""
    taught = Taught(people=2)
    tablet = Tablet(taught)
    made = [tablet.marks(person, status) for person in (0, 1) for status in ("present", "sick", "unexcused")]

    for one in (made[2], made[0], made[5], made[4], made[1], made[3]):
        taught.sends(changed(one, made_at=MONDAY - timedelta(days=one.sequence)))

    assert {person: status for person, (status, _version) in taught.marks().items()} == {0: "unexcused", 1: "unexcused"}
    assert MarkOperation.objects.filter(outcome="accepted").count() == 6
