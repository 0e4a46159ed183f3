import pytest

from inmates.imports import acceptance


@pytest.fixture
def accepted(compared, registrar):
    """Receives, compares and accepts a file."""
    return lambda data: acceptance.accept(compared(data), by=registrar)
