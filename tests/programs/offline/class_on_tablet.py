"""A class whose instructor has taken the morning's session along, and what the tablet sends."""

import uuid
from dataclasses import replace
from itertools import count

from programs.batches.models import BatchStaff
from programs.offline import mark_replay, packs
from programs.offline.mark_replay import Operation
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory


class Tablet:
    """One device: it numbers what it makes, and knows no more of the server than its pack and the answers."""

    def __init__(self, taught, *, clock_is_off=None):
        self.taught, self.id, self.numbers = taught, uuid.uuid4(), count(1)
        self.moment = MONDAY + clock_is_off if clock_is_off else MONDAY

    def marks(self, person=0, status="present", *, base=0, session=None, **fields) -> Operation:
        return Operation(
            id=uuid.uuid4(),
            device=self.id,
            sequence=next(self.numbers),
            session=(session or self.taught.session).public_id,
            person=self.taught.people[person].public_id,
            status=status,
            base_version=base,
            made_at=self.moment,
            **fields,
        )


class Taught:
    """A session that began an hour ago, its instructor and three participants, in a pack."""

    def __init__(self, people=3, **fields):
        self.session = SessionFactory(**fields)
        self.batch, self.instructor = self.session.batch, self.session.instructor
        BatchStaff.objects.create(batch=self.batch, user=self.instructor, duty=BatchStaff.Duty.INSTRUCTOR)
        self.people = [EnrollmentFactory(batch=self.batch) for _ in range(people)]
        self.pack = packs.pack(by=self.instructor)

    def sends(self, *operations, by=None):
        return mark_replay.replay(self.pack, operations, by=by or self.instructor)

    def marks(self) -> dict:
        """The recorded marks: number of the person to status code and version."""
        places = {person.pk: number for number, person in enumerate(self.people)}
        return {places[mark.enrollment_id]: (mark.status.code, mark.version) for mark in self.session.marks.all()}


def changed(operation: Operation, **fields) -> Operation:
    return replace(operation, **fields)
