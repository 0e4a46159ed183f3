"""The calendar of an instructor: what it tells and what never, and that its secret address works for one alone."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from core import clock
from core.errors import RuleViolation
from core.logs import path_alone
from core.models import AuditEvent
from inmates.custody.custody_words import custody_words
from programs.timetable import calendar_feed, calendar_links, cancelled_sessions, moved_sessions, substitutes
from programs.timetable.models.calendar_links import CalendarLink
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_moved_sessions import taught_batch, wish
from tests.together import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def batch():
    return taught_batch(facility__name="Rutan Kelas IIB Rantau", facility__time_zone="Asia/Jayapura")


@pytest.fixture
def teacher(batch):
    return batch.sessions.first().instructor


def entries(user):
    return {str(event["uid"]): event for event in Calendar.from_ical(calendar_feed.feed(user)).walk("VEVENT")}


def entry(user, session):
    return entries(user)[f"{session.public_id}@terampil"]


def fetch(client, secret):
    return client.get(reverse("programs:calendar_feed", args=[secret]))


def test_an_entry_tells_unit_time_and_room_and_nothing_else(batch, teacher):
    session = batch.sessions.first()

    found = entry(teacher, session)

    assert {name: found.decoded(name) for name in found if name not in ("DTSTART", "DTEND")} == {
        "UID": f"{session.public_id}@terampil",
        "DTSTAMP": session.changed_at.replace(microsecond=0),
        "LAST-MODIFIED": session.changed_at.replace(microsecond=0),
        "SEQUENCE": int((session.changed_at - datetime(2026, 1, 1, tzinfo=UTC)).total_seconds()),
        "SUMMARY": session.unit.title,
        "LOCATION": "Bengkel las",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
    }
    assert [found["DTSTART"].params["TZID"], found["DTEND"].params["TZID"]] == ["Asia/Jayapura"] * 2
    zone = ZoneInfo("Asia/Jayapura")
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (
        datetime(2026, 11, 23, 8, tzinfo=zone),
        datetime(2026, 11, 23, 11, tzinfo=zone),
    )


def test_the_zone_stands_beside_the_times(teacher):
    (zone,) = Calendar.from_ical(calendar_feed.feed(teacher)).walk("VTIMEZONE")

    (standard,) = zone.walk("STANDARD")
    assert (str(zone["TZID"]), standard["TZOFFSETTO"].to_ical(), str(standard["TZNAME"])) == (
        "Asia/Jayapura",
        "+0900",
        "WIT",
    )


@pytest.mark.parametrize("room", ["Bengkel Rutan", "Aula Lapas", "Ruang Blok B"])
def test_nobody_in_custody_and_no_word_of_it_stands_in_the_calendar(batch, teacher, officer, room):
    person = EnrollmentFactory(batch=batch).person
    session = batch.sessions.first()
    Session.objects.filter(pk=session.pk).update(room=room)
    cancelled_sessions.cancel_session(session, by=officer, cause="security", note="Razia di blok B")

    text = calendar_feed.feed(teacher).decode()

    assert custody_words(text) == []
    assert not re.search(r"blok|razia|keamanan|alasan dinas", text, re.IGNORECASE)
    told = (person.full_name, batch.name, batch.facility.name, batch.facility.short_name, room)
    assert [word for word in told if word in text] == []


def test_an_entry_changes_with_its_session_and_keeps_its_name(batch, teacher, officer):
    session = batch.sessions.last()
    before = entry(teacher, session)
    with clock.moved_to(clock.now() + clock.MINUTE):
        moved_sessions.move_session(session, by=officer, wish=wish(session, starts_at=time(13)))
        moved = entry(teacher, session)
    with clock.moved_to(clock.now() + 2 * clock.MINUTE):
        cancelled_sessions.cancel_session(session, by=officer, cause="power")
        gone = entry(teacher, session)

    assert [before["SEQUENCE"] < moved["SEQUENCE"], moved["SEQUENCE"] < gone["SEQUENCE"]] == [True, True]
    assert (moved["DTSTART"].dt.hour, moved["STATUS"], gone["STATUS"]) == (13, "CONFIRMED", "CANCELLED")


def test_a_substituted_session_moves_from_one_calendar_to_the_other(batch, teacher, officer):
    session = batch.sessions.first()
    colleague = UserFactory(roles=["instructor"], training_center=batch.training_center)

    substitutes.substitute(session, by=officer, instructor=colleague)

    assert (entry(teacher, session)["STATUS"], entry(colleague, session)["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert len(entries(colleague)) == 1


def test_sessions_of_colleagues_and_of_long_ago_are_not_in_it(batch, teacher):
    SessionFactory(batch=batch, date=date(2026, 11, 26))
    SessionFactory(batch=batch, instructor=teacher, date=date(2026, 7, 1))

    assert set(entries(teacher)) == {f"{session.public_id}@terampil" for session in batch.sessions.all()[1:3]}


def test_the_link_opens_the_calendar_without_sign_in_and_is_kept_by_nobody(client, teacher):
    secret = calendar_links.make_link(by=teacher)

    answer = fetch(client, secret)

    assert answer.status_code == 200
    assert (answer["Content-Type"], answer["Cache-Control"], answer["Referrer-Policy"]) == (
        "text/calendar; charset=utf-8",
        "no-store",
        "no-referrer",
    )
    assert answer.content == calendar_feed.feed(teacher)
    assert len(secret) >= 43
    link = CalendarLink.objects.get()
    assert secret not in (link.digest, str(AuditEvent.objects.values_list("details", flat=True)))
    assert not answer.cookies


def deactivate(user):
    user.is_active = False
    user.save()


def take_role(user):
    user.groups.clear()


def revoke(user):
    calendar_links.revoke_link(by=user)


def make_another(user):
    calendar_links.make_link(by=user)


@pytest.mark.parametrize("end", [deactivate, take_role, revoke, make_another])
def test_a_link_that_no_longer_works_looks_like_one_that_never_did(client, teacher, end):
    secret = calendar_links.make_link(by=teacher)
    end(teacher)

    gone, never = fetch(client, secret), fetch(client, "A" * 43)

    assert (gone.status_code, gone.content, gone["Cache-Control"]) == (404, never.content, "no-store")


def test_only_an_instructor_makes_a_link(officer):
    with pytest.raises(RuleViolation):
        calendar_links.make_link(by=officer)

    assert not CalendarLink.objects.exists()


def test_the_page_shows_the_address_once_and_revokes_it(sign_in, client, teacher):
    browser = sign_in(teacher)
    made = browser.post(reverse("programs:calendar_link_make"))
    address = made.context["address"]

    page = browser.get(reverse("programs:calendar_link")).content.decode()
    assert (made["Cache-Control"].count("no-store"), made.is_secret, address in made.content.decode()) == (
        1,
        True,
        True,
    )
    assert address not in page
    assert browser.get(address).status_code == 200
    browser.post(reverse("programs:calendar_link_revoke"))
    assert browser.get(address).status_code == 404


def test_one_address_asks_so_often_and_no_oftener(client, teacher):
    secret = calendar_links.make_link(by=teacher)
    for _asked in range(calendar_links.MOST_ASKS - 1):
        calendar_links.may_ask_again("127.0.0.1")

    answers = [fetch(client, secret) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "600"


def test_the_secret_is_not_written_to_the_log():
    event = path_alone(
        None, "", {"request": "GET /kalender/Ab-1_2.ics?x=1", "event": "Not Found: /kalender/Ab-1_2.ics"}
    )

    assert event == {"request": "GET /kalender/***.ics", "event": "Not Found: /kalender/***.ics"}


def test_a_calendar_costs_the_same_for_one_session_and_for_thirty(batch, teacher, django_assert_num_queries):
    for day in range(1, 29):
        SessionFactory(batch=batch, instructor=teacher, date=date(2026, 12, day))
    user = type(teacher).objects.get(pk=teacher.pk)

    with django_assert_num_queries(3):
        calendar_feed.feed(user)


@pytest.mark.postgres
def test_of_links_made_at_once_one_works(committed):
    teacher = taught_batch().sessions.first().instructor

    made = at_once(*[lambda: calendar_links.make_link(by=teacher)] * 4)

    assert [calendar_links.reader_of(secret) for secret in made].count(teacher) == 1
    assert CalendarLink.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("redirects", [True, False])
def test_a_link_asked_for_in_clear_is_neither_answered_nor_sent_on(client, settings, teacher, redirects):
    settings.HTTPS, settings.SECURE_SSL_REDIRECT = True, redirects
    secret = calendar_links.make_link(by=teacher)

    in_clear = fetch(client, secret)
    encrypted = client.get(reverse("programs:calendar_feed", args=[secret]), secure=True)

    assert (in_clear.status_code, in_clear.content.decode()) == (
        403,
        "Tulis https:// sebagai ganti http:// pada kalender Anda.",
    )
    assert (encrypted.status_code, encrypted.content) == (200, calendar_feed.feed(teacher))
