"""Who a person is, recorded by hand: every reason of refusal, and what the audit and the timeline tell of it."""

from datetime import date

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import classifications, housings, suspensions
from inmates.people.models import Person
from inmates.profile import person_records
from inmates.profile.person_timeline import timeline
from inmates.profile.trainings import trainings_of
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)
NIK = "6305010302940001"


@pytest.fixture
def person():
    return PersonFactory(full_name="Ahmad Rifani", with_custody=True)


@pytest.fixture
def registrar(person):
    return UserFactory(roles=["registrar"], facility=person.facility)


REFUSALS = [
    ("correct_profile", {"values": {"birth_date": TODAY}}, "born"),
    ("set_nik", {"nik": "123"}, "nik_digits"),
    ("set_nik", {"nik": "0" * 16}, "nik_zeros"),
    ("set_nik", {"nik": "6305011502900002"}, "nik_taken"),
]


@pytest.mark.parametrize(("command", "values", "code"), REFUSALS, ids=[f"{row[0]}-{row[2]}" for row in REFUSALS])
def test_each_reason_refuses_and_writes_nothing(person, registrar, command, values, code):
    other = PersonFactory(facility=person.facility, with_custody=True)
    other.set_nik("6305011502900002")
    other.save()
    events = AuditEvent.objects.count()

    with pytest.raises(RuleViolation) as refused:
        getattr(person_records, command)(person, by=registrar, **values)

    assert code in [reason.code for reason in refused.value.reasons]
    assert AuditEvent.objects.count() == events


COMMANDS = [
    ("correct_profile", {"values": {"called_name": "Utuh"}}),
    ("set_nik", {"nik": NIK}),
    ("assign_case_officer", {"case_officer": None}),
]


@pytest.mark.parametrize(("command", "values"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_nothing_is_recorded_of_somebody_who_left(person, registrar, command, values):
    Person.objects.update(facility=None)

    with pytest.raises(RuleViolation) as refused:
        getattr(person_records, command)(person, by=registrar, **values)

    assert "not_in_custody" in [reason.code for reason in refused.value.reasons]


@pytest.mark.parametrize("roles", [["registrar"], ["case_officer"]])
def test_case_officer_must_be_one_of_this_facility(person, registrar, roles):
    same_facility = {"facility": person.facility} if roles == ["registrar"] else {}

    with pytest.raises(RuleViolation):
        person_records.assign_case_officer(person, by=registrar, case_officer=UserFactory(roles=roles, **same_facility))


def test_nik_is_stored_sealed_and_the_audit_does_not_tell_it(person, registrar):
    person_records.set_nik(person, by=registrar, nik=NIK)

    person.refresh_from_db()
    assert (person.nik, NIK in person.nik_sealed) == (NIK, False)
    assert AuditEvent.objects.get(action="person.set_nik").details == {"is_known": True}


def test_correcting_nothing_records_nothing(person, registrar):
    person_records.correct_profile(person, by=registrar, values={"full_name": "Ahmad Rifani"})

    assert not AuditEvent.objects.filter(action="person.correct").exists()


def test_timeline_tells_every_change_once_newest_first(person, registrar):
    place = EnrollmentFactory(person=person, person__with_custody=False, batch__facility=person.facility)
    housings.change_housing(person, by=registrar, block="B", cell="02", from_date=TODAY)
    person_records.correct_profile(person, by=registrar, values={"called_name": "Utuh"})
    classifications.classify(person, by=registrar, kind="risk", value="low", from_date=TODAY, until=TOMORROW)
    suspensions.suspend(person, by=registrar, from_date=TODAY, until=None, decided_by="Kepala")

    events = timeline(person, trainings_of(person), reader=registrar)

    days = [event.date for event in events]
    assert days == sorted(days, reverse=True)
    titles = [event.title for event in events]
    assert len(titles) == len(set(titles)) == 9
    assert [event.date for event in events if place.batch.name in event.title] == [place.starts_on]
    assert any("A / 07" in title and "B / 02" in title for title in titles)
