import pytest

from tests.factories import UserFactory
from tests.programs.offline.class_on_tablet import Tablet, Taught


@pytest.fixture
def taught():
    return Taught()


@pytest.fixture
def tablet(taught):
    return Tablet(taught)


@pytest.fixture
def coordinator(taught):
    return UserFactory(roles=["blk_coordinator"], training_center=taught.batch.training_center)
