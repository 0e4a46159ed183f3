"""The data of the benchmark of the pages are such as the rules would have written."""

import pytest

from benchmarks.pages_data.loading import load
from benchmarks.pages_data.world import Sizes
from certification.register.models import Certificate
from core import audit, clock
from programs.attendance.models.marks import Mark
from reports.reconcile.contradictions import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SMALL = Sizes(people=8, batches=3, places=2, sessions=20, units=2, instructors=3)


def test_nothing_contradicts_anything_in_what_is_loaded():
    load(SMALL)

    found = [(kind.code, one) for kind in KINDS.values() for one in kind.find(clock.now())]

    assert (found, list(audit.broken_links())) == ([], [])
    assert (Mark.objects.count(), Certificate.objects.issued().count()) == (3 * 20 * 2, 2)
