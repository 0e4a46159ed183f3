import pytest

from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff


@pytest.fixture
def center():
    return TrainingCenterFactory(code="BLK-TPN")


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


@pytest.fixture
def head(center):
    return staff(center, "blk_head")
