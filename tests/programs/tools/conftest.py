import pytest

from tests.factories import ToolFactory, UserFactory


@pytest.fixture
def officer(session):
    return UserFactory(roles=["training_officer"], facility=session.facility)


@pytest.fixture
def guard(session):
    return UserFactory(roles=["security_officer"], facility=session.facility)


@pytest.fixture
def head(session):
    return UserFactory(roles=["rutan_head"], facility=session.facility)


@pytest.fixture
def tool(session):
    return ToolFactory(session=session, number="LAS-014")
