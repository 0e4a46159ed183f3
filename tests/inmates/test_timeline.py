"""What a person's timeline tells of each kind of record, and to whom."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from certification.after_issue import revoking
from certification.issue import issuing
from core import clock
from inmates import recording
from inmates.models import Housing, Movement, Suspension
from inmates.timeline import timeline, training_of
from tests.factories import InmateFactory, UserFactory
from tests.factories.certification import approved, graduates, staff

pytestmark = pytest.mark.django_db
ZONE = "Asia/Makassar"
DAY = date(2026, 11, 10)


@pytest.fixture
def inmate():
    return InmateFactory(with_custody=True)


def events(inmate):
    """Day and title of every event, oldest first, in English."""
    with translation.override("en"):
        found = timeline(inmate, training_of(inmate), zone=ZONE)
        return [(event.date, str(event.title), str(event.note)) for event in reversed(found)]


def titles(inmate):
    return [title for _day, title, _note in events(inmate)]


def at(hour):
    return datetime(2026, 11, 10, hour, tzinfo=ZoneInfo(ZONE))


def test_stay_begins_and_ends(inmate):
    inmate.custody_periods.update(until=DAY, leaving="transfer")

    found = events(inmate)

    assert (date(2025, 1, 6), "Entered custody here", "Entered by staff") in found
    assert (DAY, "Left custody here", "Transferred to another facility") in found


def test_movement_is_told_going_and_coming_back(inmate):
    Movement.objects.create(inmate=inmate, kind="court", out_at=at(8), back_at=at(15))
    Movement.objects.create(inmate=inmate, kind="hospital", out_at=at(16))

    found = titles(inmate)

    assert [title for title in found if title.startswith(("Out", "Back"))].count("Out: Court hearing") == 1
    assert "Back: Court hearing" in found
    assert "Out: Hospital" in found
    assert "Back: Hospital" not in found


def test_movement_of_the_evening_stands_on_the_day_of_the_office(inmate):
    Movement.objects.create(inmate=inmate, kind="loan", out_at=datetime(2026, 11, 9, 17, tzinfo=ZoneInfo("UTC")))

    assert [day for day, title, _note in events(inmate) if title.startswith("Out")] == [DAY]


def test_change_of_a_limiting_date_names_both_days(inmate):
    officer = UserFactory(roles=["registrar"], facility=inmate.facility)
    recording.set_limiting_date(inmate, by=officer, kind="sentence_end", date=date(2029, 5, 1), source="document")

    assert "End of the sentence changed from 6 Jan 2030 to 1 May 2029" in titles(inmate)


def test_suspension_tells_who_decided_and_its_last_day_and_never_why(inmate):
    Suspension.objects.create(inmate=inmate, from_date=DAY, until=date(2026, 11, 20), decided_by="Kepala")

    found = events(inmate)

    assert (DAY, "Training suspended", "Decided by Kepala") in found
    assert (date(2026, 11, 20), "Last day of the suspension", "") in found


def test_row_without_a_first_day_stands_on_the_day_of_its_record(inmate):
    Housing.objects.update(from_date=None, recorded_at=at(9))

    assert DAY in [day for day, title, _note in events(inmate) if title == "Housed in A/07"]


def test_certificate_is_told_when_issued_and_when_revoked():
    batch = graduates(1)
    enrollment = batch.enrollments.get()
    officer, head = (staff(batch.training_center, role) for role in ("certificate_officer", "blk_head"))
    issued = issuing.issue(approved(enrollment), by=officer)
    with clock.moved_to(clock.now() + 24 * 60 * clock.MINUTE):
        revoking.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
        revoking.approve_revocation(issued, by=head)

    found = [(day, title) for day, title, _note in events(enrollment.inmate) if "Certificate" in title]

    assert found == [
        (date(2026, 11, 23), f"Certificate {issued.number_text} issued"),
        (date(2026, 11, 24), f"Certificate {issued.number_text} revoked"),
    ]
    assert "Nama salah" not in str(events(enrollment.inmate))


def test_end_of_training_is_told_with_its_reason():
    enrollment = graduates(1).enrollments.get()
    type(enrollment).objects.update(state="ended", ended_on=DAY, end_reason="withdrew")

    assert (DAY, f"End of {enrollment.batch.name}", "Withdrew") in events(enrollment.inmate)
