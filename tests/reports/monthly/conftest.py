import pytest

from tests.factories import UserFactory


@pytest.fixture
def officer(facility):
    return UserFactory(roles=["training_officer"], facility=facility)
