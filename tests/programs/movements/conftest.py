import pytest

from tests.factories import BatchFactory


@pytest.fixture
def batch():
    return BatchFactory(name="Las 4/2026")
