"""A session of three people, and who counts, explains and reads its counts."""

import pytest

from programs.batches.models import BatchStaff
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory

PEOPLE = 3


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    for _ in range(PEOPLE):
        EnrollmentFactory(batch=session.batch)
    return session


@pytest.fixture
def guard(session):
    return UserFactory(roles=["security_officer"], facility=session.batch.facility)


@pytest.fixture
def officer(session):
    return UserFactory(roles=["training_officer"], facility=session.batch.facility)


@pytest.fixture
def head(session):
    return UserFactory(roles=["rutan_head"], facility=session.batch.facility)


@pytest.fixture
def count(session, guard):
    """Writes counts down, each by the side that counts there."""

    def record(**people):
        for point, number in people.items():
            by = guard if point in HeadCount.AT_BLOCK else session.instructor
            count_records.record(session, by=by, people={point: number})

    return record
