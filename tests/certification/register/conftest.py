import pytest

from tests.factories.accounts import TrainingCenterFactory


@pytest.fixture
def center():
    return TrainingCenterFactory(code="BLK-TPN")
