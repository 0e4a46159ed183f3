import pytest

from programs.batches.models import BatchStaff
from tests.factories import BatchFactory, SessionFactory, UserFactory


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def coordinator(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


@pytest.fixture
def session():
    """This morning, four lessons of 45 minutes; its instructor teaches the batch."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def registrar(batch):
    return UserFactory(roles=["registrar"], facility=batch.facility)


@pytest.fixture
def officer(batch):
    return UserFactory(roles=["training_officer"], facility=batch.facility)


@pytest.fixture
def chair(batch):
    return UserFactory(roles=["board_chair"], facility=batch.facility)


@pytest.fixture
def guard(batch):
    return UserFactory(roles=["security_officer"], facility=batch.facility)
