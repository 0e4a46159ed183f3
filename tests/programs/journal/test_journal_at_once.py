"""Two write one page at the same moment, on PostgreSQL: one is kept, the other is told."""

from collections import Counter

import pytest

from programs.batches.models import BatchStaff
from programs.journal import journal_entries
from programs.journal.models import JournalEntry
from tests.factories import SessionFactory
from tests.together import done_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.engines]


def test_of_eight_first_pages_one_is_written(committed):
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")

    answers = Counter(
        done_at_once(
            *(
                lambda number=number: journal_entries.write(
                    session, by=session.instructor, material=f"Las sudut {number}"
                )
                for number in range(8)
            )
        )
    )

    assert answers == {"done": 1, "stale_entry": 7}
    assert JournalEntry.objects.get().version == 1
