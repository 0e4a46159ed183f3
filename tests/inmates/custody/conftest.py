import pytest

from tests.factories import PersonFactory


@pytest.fixture
def ahmad(facility):
    return PersonFactory(facility=facility, full_name="Ahmad Rifani", with_custody=True)


@pytest.fixture
def budi(facility):
    return PersonFactory(facility=facility, full_name="Budi Santoso", with_custody=True)
