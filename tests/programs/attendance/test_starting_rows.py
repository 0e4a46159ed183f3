"""Statuses that an installation starts with: added where they are missing, never changed."""

import pytest

from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.starting_rows import STATUSES, sync_statuses

pytestmark = pytest.mark.django_db
CODES = [row[1] for row in STATUSES]


def codes() -> list[str]:
    return list(AttendanceStatus.objects.values_list("code", flat=True))


def test_a_status_that_is_added_later_takes_its_place_on_the_roll():
    AttendanceStatus.objects.filter(code="sick").delete()

    sync_statuses()

    assert codes() == CODES


def test_a_word_that_an_office_changed_stays():
    AttendanceStatus.objects.filter(code="excused").update(label="Ijin", position=65)

    sync_statuses()

    row = AttendanceStatus.objects.get(code="excused")
    assert (row.label, row.position, len(codes())) == ("Ijin", 65, len(CODES))
