import pytest

from tests.certification.sealing import keys


@pytest.fixture
def ready():
    """A certificate that waits, and its key."""
    return keys.waiting()
