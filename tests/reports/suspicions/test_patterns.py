"""What looks like misuse: noticed once, told to the data protection officer, settled by somebody else."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.sign_in_events import FAILED, Stranger
from core import access, audit, clock
from core.errors import RuleViolation
from core.models import AuditEvent
from reports.suspicions import patterns, settling
from reports.suspicions.models import Suspicion
from tests.conftest import MONDAY
from tests.factories import PersonFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST = reverse("reports:suspicion_list")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def reader(auditor):
    return UserFactory(roles=["registrar"], facility=auditor.facility, full_name="Siti Aminah")


def fail(office, times, apart=MINUTE):
    for number in range(times):
        with clock.moved_to(MONDAY + number * apart):
            audit.record(FAILED, by=Stranger(office))


def noticed(after=HOUR - MINUTE):
    with clock.moved_to(MONDAY + after):
        patterns.notice_patterns()
    return [(one.kind, one.office, one.user_name, one.count) for one in Suspicion.objects.order_by("pk")]


def test_twenty_failures_within_an_hour_are_a_pattern_and_nineteen_are_none(auditor):
    fail(auditor.office_code, 19)
    assert noticed() == []

    fail(auditor.office_code, 1)

    assert noticed() == [("failures", auditor.office_code, "", 20)]


def test_same_pattern_is_noted_once_and_a_new_one_an_hour_later_again(auditor):
    fail(auditor.office_code, 20)
    noticed()
    assert len(noticed(HOUR - MINUTE / 2)) == 1

    with clock.moved_to(MONDAY + 2 * HOUR):
        for _number in range(20):
            audit.record(FAILED, by=Stranger(auditor.office_code))

    assert len(noticed(2 * HOUR + MINUTE)) == 2


def test_failures_with_names_of_nobody_are_told_to_every_office(auditor):
    for _number in range(20):
        audit.record(FAILED, by=None, target=None, name="abc123")

    assert [office for _kind, office, _name, _count in noticed()] == [audit.SYSTEM]
    assert Suspicion.objects.visible_to(auditor).count() == 1
    assert Suspicion.objects.visible_to(UserFactory(roles=["auditor"])).count() == 1


def test_other_events_are_no_failures(auditor, reader):
    for _number in range(25):
        audit.record("user.sign_in", by=reader, target=reader)

    assert noticed() == []


def test_one_event_that_is_dated_back_hides_no_other(auditor):
    fail(auditor.office_code, 20)
    with clock.moved_to(MONDAY - 24 * HOUR):
        audit.record("user.sign_in", by=auditor)

    assert noticed() == [("failures", auditor.office_code, "", 20)]


def open_profiles(reader, people, apart):
    for number, person in enumerate(people):
        with clock.moved_to(MONDAY + number * apart):
            access.log(access.Kind.VIEW, person, by=reader, what="profile")


def test_many_profiles_within_ten_minutes(settings, auditor, reader):
    settings.PROFILES_IN_TEN_MINUTES = 5
    people = PersonFactory.create_batch(5, facility=auditor.facility)
    open_profiles(reader, people, apart=3 * MINUTE)
    assert noticed() == []

    open_profiles(reader, people, apart=2 * MINUTE)

    assert noticed() == [("profiles", auditor.office_code, "Siti Aminah", 5)]


def test_one_profile_opened_often_is_no_pattern(settings, auditor, reader):
    settings.PROFILES_IN_TEN_MINUTES = 3
    open_profiles(reader, [PersonFactory(facility=auditor.facility)] * 5, apart=MINUTE)

    assert noticed() == []


@pytest.mark.parametrize(
    ("moment", "is_work"),
    [
        ((2026, 11, 23, 6, 0), True),
        ((2026, 11, 23, 5, 59), False),
        ((2026, 11, 27, 17, 59), True),
        ((2026, 11, 27, 18, 0), False),
        ((2026, 11, 28, 10, 0), False),
        ((2026, 11, 29, 10, 0), False),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_working_hours_are_those_of_the_office(moment, is_work, zone):
    assert patterns.is_working_time(datetime(*moment, tzinfo=ZoneInfo(zone)), zone) is is_work


def test_export_at_night_is_a_pattern_and_by_day_none(auditor, reader):
    access.log(access.Kind.EXPORT, "inmates.person", by=reader, what="list of people as xlsx")
    assert noticed() == []

    with clock.moved_to(MONDAY + 12 * HOUR):
        access.log(access.Kind.EXPORT, "inmates.person", by=reader, what="list of people as xlsx")
        access.log(access.Kind.EXPORT, "inmates.person", by=reader, what="list of people as csv")

    assert noticed(12 * HOUR + MINUTE) == [("export", auditor.office_code, "Siti Aminah", 2)]


@given(
    times=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 6)), max_size=40),
    within=st.integers(1, 20),
    most=st.integers(1, 6),
)
def test_stretch_is_found_whenever_there_is_one(times, within, most):
    events = [(MONDAY + minute * MINUTE, thing) for minute, thing in times]

    found = patterns.first_crowded(events, within=within * MINUTE, most=most)

    stretches = [{thing for at, thing in events if begin <= at <= begin + within * MINUTE} for begin, _thing in events]
    assert (found is not None) == any(len(things) >= most for things in stretches)


def suspicion(office, **fields):
    return Suspicion.objects.create(office=office, kind="profiles", began_at=MONDAY, count=60, **fields)


def test_officer_is_told_at_home_and_notes_what_it_was(sign_in, auditor):
    found = suspicion(auditor.office_code, user_id=999_999, user_name="Siti Aminah")
    client = sign_in(auditor)
    assert "1 pola mencurigakan" in client.get("/").content.decode()
    assert "Siti Aminah" in client.get(LIST).content.decode()

    address = reverse("reports:suspicion_settle", args=[found.public_id])
    assert client.post(address, {"found": "pendek"}).status_code == 422
    assert client.post(address, {"found": "Siti menyiapkan sidang TPP besok."})["Location"] == LIST

    found.refresh_from_db()
    assert (found.settled_by, found.settled_at) == (auditor, MONDAY)
    assert AuditEvent.objects.filter(action="suspicion.settle").count() == 1
    assert "pola mencurigakan" not in client.get("/").content.decode().replace("Pola mencurigakan", "")
    assert client.get(f"{LIST}?state=open").context["page"].rows == []
    assert "Siti menyiapkan" in client.get(address).content.decode()


def test_nobody_settles_what_is_about_the_own_account_and_nothing_twice(auditor):
    own = suspicion(auditor.office_code, user_id=auditor.pk)
    with pytest.raises(RuleViolation) as refused:
        settling.settle(own, by=auditor, found="Itu saya sendiri, tidak apa-apa.")
    assert codes(refused) == ["own"]

    other = settling.settle(own, by=UserFactory(roles=["auditor"]), found="Sudah ditanyakan kepadanya.")
    with pytest.raises(RuleViolation) as refused:
        settling.settle(other, by=UserFactory(roles=["auditor"]), found="Sudah ditanyakan kepadanya.")
    assert codes(refused) == ["settled"]


@pytest.mark.parametrize("wrong", ["user", "found"])
def test_database_keeps_who_settles_and_what_was_found(auditor, wrong):
    found = suspicion(auditor.office_code, user_id=auditor.pk)
    by = auditor if wrong == "user" else UserFactory()
    settled = {"settled_at": MONDAY, "settled_by": by, "found": "" if wrong == "found" else "Itu saya sendiri."}

    with pytest.raises(IntegrityError), transaction.atomic():
        Suspicion.objects.filter(pk=found.pk).update(**settled)


def test_database_notes_the_same_pattern_once(auditor):
    suspicion(auditor.office_code)

    with pytest.raises(IntegrityError), transaction.atomic():
        suspicion(auditor.office_code)
