"""Two write one page at the same moment, on PostgreSQL: one is kept, the other is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core import clock
from core.errors import RuleViolation
from programs.models import BatchStaff, JournalEntry
from programs.training_day import journaling
from tests.factories import SessionFactory

pytestmark = [pytest.mark.postgres]


def test_of_eight_first_pages_one_is_written(committed):
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    start, now = Barrier(8), clock.now()

    def write(number):
        start.wait(timeout=10)
        try:
            with clock.moved_to(now):
                journaling.write(session, by=session.instructor, material=f"Las sudut {number}")
            return "done"
        except RuleViolation as violation:
            return " ".join(reason.code for reason in violation.reasons)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(write, range(8)))

    assert answers == {"done": 1, "stale_entry": 7}
    assert JournalEntry.objects.get().version == 1
