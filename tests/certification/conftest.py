import pytest

from tests.factories.certification import graduates, staff


@pytest.fixture
def batch():
    return graduates(2)


@pytest.fixture
def officer(batch):
    return staff(batch.training_center, "certificate_officer")


@pytest.fixture
def head(batch):
    return staff(batch.training_center, "blk_head")
