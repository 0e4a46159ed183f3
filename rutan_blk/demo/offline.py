"""A morning without a network: marks from a tablet, two of which need a decision."""

from datetime import timedelta
from random import Random
from uuid import UUID

from accounts.roles import Role
from core import clock
from programs.attendance import mark_changes
from programs.batches.models import Batch
from programs.offline import mark_replay, packs
from programs.offline.mark_replay import Operation
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from rutan_blk.demo.cast import Crew


def mark_without_network(crew: Crew, batch: Batch) -> None:
    """Marks four people on a tablet, including one recorded at the office meanwhile and one who had left.

    Uses the session whose roll is still open.
    """
    session = batch.sessions.filter(state=Session.State.PLANNED, ends_at__lt=clock.now()).order_by("starts_at").last()
    if session is None:
        return
    instructor, unmarked = session.instructor, list(mark_changes.unmarked(session)[:3])
    left = batch.enrollments.filter(state=Enrollment.State.ENDED).first()
    with clock.moved_to(session.starts_at - timedelta(minutes=40)):
        taken = packs.pack(by=instructor)
    with clock.moved_to(session.starts_at + timedelta(minutes=20)):
        mark_changes.mark(session, unmarked[0], by=crew[Role.TRAINING_OFFICER], status="sick")
    people = [*unmarked, *([left] if left else [])]
    # A device's ids are random; here they are the same in every seeding.
    random = Random(session.pk)
    device, *numbers = (UUID(int=random.getrandbits(128), version=4) for _ in range(len(people) + 1))
    made_at = session.starts_at + timedelta(minutes=5)
    operations = [
        Operation(number, device, place, session.public_id, person.public_id, "present", 0, made_at)
        for place, (number, person) in enumerate(zip(numbers, people, strict=True), start=1)
    ]
    with clock.moved_to(session.ends_at):
        mark_replay.replay(taken, operations, by=instructor)
