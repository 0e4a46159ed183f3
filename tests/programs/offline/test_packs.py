"""What is taken along, and by whom."""

import json
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.custody.models.stays import Suspension
from programs.attendance import known_absences, mark_changes
from programs.batches.models import BatchStaff
from programs.offline import packs
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, SessionFactory, UserFactory, cancelled
from tests.factories.certification import finalized, mark_all
from tests.programs.offline.class_on_tablet import Taught

pytestmark = pytest.mark.django_db


def session_on(taught, day, **fields) -> Session:
    return SessionFactory(**{"batch": taught.batch, "instructor": taught.instructor, "date": day, **fields})


def test_own_open_sessions_of_three_days_are_taken_along(taught):
    wanted = [taught.session, session_on(taught, date(2026, 11, 24)), session_on(taught, date(2026, 11, 25))]
    session_on(taught, date(2026, 11, 26))
    session_on(taught, date(2026, 11, 20))
    session_on(taught, date(2026, 11, 24), is_cancelled=True)
    Session.objects.filter(pk=session_on(taught, date(2026, 11, 22)).pk).update(**finalized())
    colleague = UserFactory(roles=["instructor"], training_center=taught.batch.training_center)
    session_on(taught, date(2026, 11, 25), instructor=colleague, clock_time=time(13))

    made = packs.pack(by=taught.instructor)

    assert list(made.sessions.all()) == wanted
    assert (made.made_at, made.expires_at) == (MONDAY, MONDAY + timedelta(hours=72))


@pytest.mark.parametrize(
    ("zone", "moment", "days"),
    [
        # One moment, two days of the calendar: it is Tuesday already in the east.
        ("Asia/Jakarta", datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta")), [23, 24, 25]),
        ("Asia/Jayapura", datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta")), [24, 25, 26]),
    ],
)
def test_days_are_those_of_the_facility(zone, moment, days):
    taught = Taught(batch__facility=FacilityFactory(time_zone=zone))
    for day in (24, 25, 26, 27):
        session_on(taught, date(2026, 11, day))

    with clock.moved_to(moment):
        sessions = packs.sessions_for(taught.instructor)

    assert [session.date.day for session in sessions] == days


def test_pack_is_noted_in_audit_and_access_log(taught):
    event = AuditEvent.objects.get(action="offline_pack.make")
    entry = AccessLogEntry.objects.get(subject_type="programs.offlinepack")

    assert (event.target_id, event.details) == (str(taught.pack.pk), {"sessions": [taught.session.pk]})
    assert (entry.kind, entry.subject) == ("export", "offline roll")


def test_pack_holds_names_ids_statuses_and_marks_and_nothing_else(taught):
    first, second, third = taught.people
    mark_all(taught.session, [first])
    found = packs.contents(taught.pack)
    (session,) = found.pop("sessions")
    people = {person["id"]: person for person in session.pop("people")}

    assert found.pop("statuses")[:2] == [
        {"code": "present", "label": "Hadir", "look": "present", "late": False, "note": False},
        {"code": "late", "label": "Telat", "look": "late", "late": True, "note": False},
    ]
    assert found == {
        "pack": str(taught.pack.public_id),
        "user": str(taught.instructor.public_id),
        "made_at": taught.pack.made_at.isoformat(),
        "expires_at": taught.pack.expires_at.isoformat(),
    }
    assert session == {
        "id": str(taught.session.public_id),
        "batch": taught.batch.name,
        "day": "Senin, 23 November 2026",
        "time": "08.00–11.00",
        "room": "Bengkel las",
        "unit": "001.1 Mengerjakan Sambungan Las 1",
        "starts_at": "2026-11-23T00:00:00+00:00",
        "most_late": 180,
    }
    present = {"status": "present", "minutes_late": 0, "note": "", "word": "Hadir"}
    assert people == {
        str(first.public_id): _in_pack(first, version=1, mark=present),
        str(second.public_id): _in_pack(second),
        str(third.public_id): _in_pack(third),
    }


def _in_pack(enrollment, *, version=0, mark=None):
    name = enrollment.person.full_name
    return {"id": str(enrollment.public_id), "name": name, "version": version, "known": "", "mark": mark}


def test_announced_absence_is_taken_along_in_one_word(taught):
    place, session = taught.people[0], taught.session
    known_absences.announce(
        place.person,
        by=UserFactory(roles=["training_officer"], facility=taught.batch.facility),
        status="court",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        source="Panggilan 7",
        destination="PN Rantau",
    )

    found = packs.contents(taught.pack)

    assert {one["name"]: one["known"] for one in found["sessions"][0]["people"]} == {
        one.person.full_name: "Dinas" if one == place else "" for one in taught.people
    }
    assert [secret for secret in ("Panggilan", "PN Rantau", "court") if secret in json.dumps(found)] == []


def test_pack_tells_nothing_of_custody(taught):
    """Neither facts (number, block, dates, birth) nor which custody reason somebody was away for."""
    place = taught.people[0]
    officer = UserFactory(roles=["training_officer"], facility=taught.batch.facility)
    mark_changes.mark(taught.session, place, by=officer, status="isolation", note="Sel isolasi 3")

    found = packs.contents(packs.pack(by=taught.instructor))
    # Random identifiers can hold any digits.
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", json.dumps(found, ensure_ascii=False))

    person = place.person
    housing = person.housings.get()
    secrets = [
        person.register_numbers.get().number,
        person.limiting_dates.get().date.isoformat(),
        person.birth_date.isoformat(),
        str(person.birth_date.year),
        f'"{housing.block}"',
        "isolat",
        "isolasi",
        "Sel isolasi 3",
    ]
    assert [secret for secret in secrets if secret in text] == []
    assert str(person.public_id) not in json.dumps(found)
    mark = next(one["mark"] for one in found["sessions"][0]["people"] if one["id"] == str(place.public_id))
    assert mark == {"status": "duty", "minutes_late": 0, "note": "", "word": "Dinas"}


def test_person_who_is_not_expected_is_not_taken_along(taught):
    Suspension.objects.create(person=taught.people[1].person, from_date=date(2026, 11, 20), decided_by="Karutan")

    (session,) = packs.contents(taught.pack)["sessions"]

    assert str(taught.people[1].public_id) not in {person["id"] for person in session["people"]}


@pytest.mark.parametrize("role", ["blk_coordinator", "assessor"])
def test_only_an_instructor_takes_sessions_along(taught, role):
    user = UserFactory(roles=[role], training_center=taught.batch.training_center)

    with pytest.raises(RuleViolation) as refusal:
        packs.pack(by=user)

    assert [reason.code for reason in refusal.value.reasons] == ["not_allowed"]


def test_without_a_session_there_is_nothing_to_take_along(taught):
    Session.objects.update(**cancelled())

    with pytest.raises(RuleViolation) as refusal:
        packs.pack(by=taught.instructor)

    assert [reason.code for reason in refusal.value.reasons] == ["no_sessions"]


def test_batch_of_another_instructor_is_not_taken_along(taught):
    other = UserFactory(roles=["instructor"], training_center=taught.batch.training_center)
    BatchStaff.objects.create(batch=taught.batch, user=other, duty=BatchStaff.Duty.INSTRUCTOR)

    assert packs.sessions_for(other) == []
