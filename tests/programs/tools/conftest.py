import pytest

from programs.batches.models import BatchStaff
from tests.factories import SessionFactory, UserFactory


@pytest.fixture
def session():
    """A session of this morning, taught by an instructor of the batch."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def officer(session):
    return UserFactory(roles=["training_officer"], facility=session.facility)


@pytest.fixture
def guard(session):
    return UserFactory(roles=["security_officer"], facility=session.facility)


@pytest.fixture
def head(session):
    return UserFactory(roles=["rutan_head"], facility=session.facility)
