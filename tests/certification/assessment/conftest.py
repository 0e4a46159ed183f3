import pytest

from tests.factories.certification import assessor_of, class_of, staff


@pytest.fixture
def batch():
    return class_of(1)


@pytest.fixture
def unit(batch):
    return batch.version.units.first()


@pytest.fixture
def assessor(batch):
    return assessor_of(batch)


@pytest.fixture
def coordinator(batch):
    return staff(batch.training_center, "blk_coordinator")


@pytest.fixture
def place(batch):
    return batch.enrollments.get()
