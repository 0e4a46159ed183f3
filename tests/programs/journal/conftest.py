import pytest

from tests.factories import UserFactory


@pytest.fixture
def coordinator(session):
    return UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
