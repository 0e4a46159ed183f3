"""What stands on the printed roll."""

from datetime import time

import pytest

from programs.attendance import roll_sheets
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory
from tests.papers import pages

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def batch():
    batch = BatchFactory()
    EnrollmentFactory(batch=batch)
    return batch


def test_the_roll_has_the_box_of_the_screen_for_who_is_kept_back(batch):
    session = SessionFactory(batch=batch)

    text = pages(roll_sheets.session_sheet(session, by=session.instructor))[0]

    assert "No Nama peserta H T S I A D Jam datang" in text
    assert "D dinas" in text
    assert "sidang" not in text.lower()


@pytest.mark.parametrize(
    ("begin", "jp", "parts"),
    [
        (time(8), 4, ["Pagi"]),
        (time(8), 8, ["Pagi", "Siang"]),
        (time(13), 2, ["Siang"]),
        (time(10), 3, ["Pagi"]),
    ],
    ids=["morning", "all day", "afternoon", "until noon"],
)
def test_the_roll_of_a_week_asks_for_signatures_of_the_parts_that_are_taught(batch, begin, jp, parts):
    session = SessionFactory(batch=batch, clock_time=begin, jp=jp)

    text = pages(roll_sheets.week_sheet(session, by=session.instructor))[0]

    assert [word for word in ("Pagi", "Siang") if word in text] == parts
