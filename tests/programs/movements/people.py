"""Participants with a block and a cell, and what takes them elsewhere on the Monday of the tests."""

from datetime import datetime
from zoneinfo import ZoneInfo

from inmates.custody.models.stays import Housing
from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.models.session_day import KnownAbsence
from tests.factories import EnrollmentFactory, PersonFactory


def at(hour, minute=0):
    return datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Asia/Makassar"))


def participant(batch, name, block="A", cell="01"):
    person = PersonFactory(facility=batch.facility, full_name=name, with_custody=True)
    Housing.objects.filter(person=person).update(block=block, cell=cell)
    return EnrollmentFactory(batch=batch, person=person)


def announce(place, code, start, end, destination="", **fields):
    status = AttendanceStatus.objects.get(code=code)
    return KnownAbsence.objects.create(
        facility=place.batch.facility,
        person=place.person,
        status=status,
        starts_at=start,
        ends_at=end,
        destination=destination,
        source="Surat panggilan B-77",
        recorded_by=place.enrolled_by,
        **fields,
    )
