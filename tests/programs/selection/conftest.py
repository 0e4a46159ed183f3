from datetime import date

import pytest

from programs.batches.models import Batch
from tests.factories import BatchFactory


@pytest.fixture
def batch():
    return BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )
