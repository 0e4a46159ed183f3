"""Which sessions wait for a count, by who looks: each side for its own, who only reads for both, others for none."""

import pytest

from programs.count_alarms import open_counts
from programs.head_counts.models import HeadCount
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OF_BLOCK = dict.fromkeys(HeadCount.AT_BLOCK, 3)
OF_WORKSHOP = dict.fromkeys(HeadCount.AT_WORKSHOP, 3)


@pytest.fixture
def registrar(session):
    return UserFactory(roles=["registrar"], facility=session.batch.facility)


@pytest.mark.parametrize(
    ("counted", "waits_for"),
    [
        ({}, {"guard", "instructor", "head"}),
        (OF_BLOCK, {"instructor", "head"}),
        (OF_WORKSHOP, {"guard", "head"}),
        (OF_BLOCK | OF_WORKSHOP, set()),
    ],
)
def test_session_waits_for_the_sides_that_have_not_counted(session, guard, head, registrar, count, counted, waits_for):
    count(**counted)

    users = {"guard": guard, "instructor": session.instructor, "head": head, "registrar": registrar}

    assert {name for name, user in users.items() if session in open_counts.open_sessions(user)} == waits_for
