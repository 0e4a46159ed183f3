import pytest

from programs.batches.models import BatchStaff
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def people(session):
    return [EnrollmentFactory(batch=session.batch, person__full_name=name) for name in ("Abdul", "Budi", "Cecep")]


@pytest.fixture
def officer(session):
    return UserFactory(roles=["training_officer"], facility=session.batch.facility)
