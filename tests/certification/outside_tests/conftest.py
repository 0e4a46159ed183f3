import pytest

from tests.factories.certification import staff
from tests.factories.outside import outside_test


@pytest.fixture
def test():
    return outside_test()


@pytest.fixture
def officer(test):
    return staff(test.training_center, "certificate_officer")


@pytest.fixture
def center(batch):
    return batch.training_center
