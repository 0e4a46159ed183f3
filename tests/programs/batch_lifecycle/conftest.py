import pytest

from tests.factories import UserFactory


@pytest.fixture
def head(batch):
    return UserFactory(roles=["rutan_head"], facility=batch.facility)


@pytest.fixture
def teacher(batch):
    return UserFactory(roles=["instructor"], training_center=batch.training_center)
