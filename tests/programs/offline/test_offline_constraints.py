"""What the database itself refuses of packs and of marks from devices."""

from datetime import timedelta

import pytest

from core import clock
from programs.offline.models import MarkOperation
from tests.constraints import assert_refused, change
from tests.programs.offline.class_on_tablet import Tablet, Taught

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def operation(taught, status="present") -> MarkOperation:
    taught.sends(Tablet(taught).marks(0, status))
    return MarkOperation.objects.get()


CASES = {
    "offline_pack_lasts_for_some_time": lambda taught: change(
        taught.pack, expires_at=taught.pack.made_at - timedelta(hours=1)
    ),
    # Refused for want of a note, and decided by nobody.
    "mark_operation_is_resolved_by_somebody": lambda taught: change(operation(taught, "excused"), resolution="noted"),
    "mark_operation_accepted_needs_nobody": lambda taught: change(
        operation(taught), resolution="theirs", resolved_at=clock.now(), resolved_by=taught.instructor
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(name):
    taught = Taught()

    assert_refused(name, lambda: CASES[name](taught))
