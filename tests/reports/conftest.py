import pytest

from tests.factories import UserFactory


@pytest.fixture
def auditor():
    return UserFactory(roles=["auditor"])
