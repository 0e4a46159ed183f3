"""A public class that takes people, who registers for it there, and the first who came."""

import pytest

from programs.registrations import registering
from tests.factories import BatchFactory, UserFactory
from tests.programs.registrations.test_registering import SIGNED, WHO


@pytest.fixture
def batch():
    return BatchFactory(is_open=True, capacity=2)


@pytest.fixture
def by(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


@pytest.fixture
def enter(batch, by):
    def made(who=WHO, *, into=None, way="counter", consent_on=SIGNED, **more):
        return registering.register(into or batch, by=by, who=who, way=way, consent_on=consent_on, **more)

    return made
