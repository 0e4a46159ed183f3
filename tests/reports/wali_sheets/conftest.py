import pytest

from tests.factories import UserFactory


@pytest.fixture
def officer(facility):
    return UserFactory(roles=["training_officer"], facility=facility)


@pytest.fixture
def wali(facility):
    return UserFactory(roles=["case_officer"], facility=facility)
