import pytest

from tests.factories import UserFactory


@pytest.fixture
def administrator():
    return UserFactory(roles=["administrator"])
