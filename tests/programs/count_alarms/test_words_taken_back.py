"""What was said of somebody who is looked for: taken back by hand, and doubted when still fewer are counted."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditEvent
from programs.attendance import mark_changes
from programs.count_alarms import count_alarms, missing_people
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NAMES = ("Anwar Hidayat", "Bahrul Ilmi", "Candra Wijaya", "Dedi Kurnia", "Eko Saputra")


@pytest.fixture
def five(session):
    Enrollment.objects.filter(batch=session.batch).delete()
    facility = session.batch.facility
    people = [PersonFactory(facility=facility, full_name=name, with_custody=True) for name in NAMES]
    return [EnrollmentFactory(batch=session.batch, person=person) for person in people]


def text(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def sheet(session, user, sign_in):
    return sign_in(user).get(reverse("programs:count_session", args=[session.public_id])).content.decode()


def called(page):
    form = re.search(r'<form[^>]*action="/[^"]+/cari/".*?</form>', page, re.DOTALL)[0]
    return re.findall(r'<span class="who__name">(.*?)</span>', form)


def later(minutes):
    return clock.moved_to(clock.now() + timedelta(minutes=minutes))


def all_seen(session, five, count, guard):
    count(left_block=5, arrived=5, left_workshop=5, back_in_block=4)
    with later(1):
        count_alarms.say(session, by=guard, seen=dict.fromkeys(five, True))


def test_fewer_than_before_reopen_the_list(session, five, count, guard, sign_in):
    all_seen(session, five, count, guard)
    assert called(sheet(session, guard, sign_in)) == []

    with later(2):
        count(back_in_block=3)

        assert called(sheet(session, guard, sign_in)) == list(NAMES)


def test_more_than_before_leave_what_was_said(session, five, count, guard, sign_in):
    count(left_block=5, arrived=5, left_workshop=5, back_in_block=3)
    with later(1):
        count_alarms.say(session, by=guard, seen={five[0]: True})
    with later(2):
        count(back_in_block=4)

        assert called(sheet(session, guard, sign_in)) == list(NAMES[1:])


def test_agreed_and_then_fewer_again_the_list_is_open_again(session, five, count, guard, sign_in):
    all_seen(session, five, count, guard)
    with later(2):
        count(back_in_block=5)
    with later(3):
        count(back_in_block=4)

        assert called(sheet(session, guard, sign_in)) == list(NAMES)


def test_seen_after_the_list_was_reopened_the_name_is_crossed_off_again(session, five, count, guard, sign_in):
    all_seen(session, five, count, guard)
    with later(2):
        count(back_in_block=3)
    with later(3):
        count_alarms.say(session, by=guard, seen={five[0]: True})

        assert called(sheet(session, guard, sign_in)) == list(NAMES[1:])


def test_who_was_said_not_to_be_here_stays_so_when_still_fewer_are_counted(session, five, count, guard, sign_in):
    count(left_block=5, arrived=5, left_workshop=5, back_in_block=4)
    with later(1):
        count_alarms.say(session, by=guard, seen={five[0]: False})
    with later(2):
        count(back_in_block=3)

        assert f"belum ada pukul 09.13, {guard.full_name}" in text(sheet(session, guard, sign_in))


@pytest.mark.parametrize("is_seen", [True, False])
def test_each_word_is_taken_back_on_the_page(session, five, count, guard, sign_in, is_seen):
    count(left_block=5, arrived=5, left_workshop=5, back_in_block=4)
    alarm = count_alarms.say(session, by=guard, seen={five[0]: is_seen}).alarm
    button = re.search(r'<button[^>]*name="back"[^>]*>', sheet(session, guard, sign_in))[0]
    assert ('form="take-back"' in button, f'value="{five[0].public_id}"' in button) == (True, True)

    sign_in(guard).post(reverse("programs:count_search", args=[session.public_id]), {"back": five[0].public_id})

    assert list(alarm.people.all()) == []
    page = sheet(session, guard, sign_in)
    assert (called(page), "belum ada pukul" in page) == (list(NAMES), False)


def test_taken_back_a_word_crosses_the_name_off_no_earlier_alarm_either(session, five, count, guard):
    count(left_block=4)
    with later(1):
        count_alarms.say(session, by=guard, seen={five[0]: True})
    with later(2):
        count(arrived=4, left_workshop=4, back_in_block=3)
    with later(3):
        count_alarms.say(session, by=guard, seen={five[0]: True})
    with later(4):
        alarm = count_alarms.say(session, by=guard, seen={five[0]: None}).alarm

        waiting = count_alarms.open_alarms(session)
        called = [[one.is_seen for one in missing_people.wanted(each)] for each in waiting]
        assert called == [[False] * 5, [False] * 5]
    taken_back = AuditEvent.objects.filter(action="session.look_for").order_by("id").last()
    assert taken_back.details == {"alarm": alarm.pk, "people": {str(five[0].pk): None}}


@pytest.mark.parametrize("names", [1, 2])
def test_whom_the_roll_misses_again_or_beside_another_is_called_again(session, five, count, guard, officer, names):
    for place in five[:4]:
        mark_changes.mark(session, place, by=officer, status="present")
    mark_changes.mark(session, five[4], by=officer, status="unexcused")
    count(left_block=5, arrived=5, left_workshop=5, back_in_block=5)
    with later(1):
        count_alarms.say(session, by=guard, seen={five[4]: True, five[3]: True})
    if names == 1:
        with later(2):
            mark_changes.mark(session, five[4], by=officer, status="present")
    with later(3):
        for place in five[5 - names :]:
            mark_changes.mark(session, place, by=officer, status="unexcused")

        (alarm,) = count_alarms.open_alarms(session)
        found = [(one.place, one.is_seen) for one in missing_people.wanted(alarm)]
    assert [place for place, is_seen in found if not is_seen] == five[5 - names :]


def test_all_seen_and_still_missing_the_page_says_what_to_do(session, five, count, guard, sign_in):
    all_seen(session, five, count, guard)

    sentence = "Semua orang dalam daftar sudah ditandai ada, tetapi menurut hitungan masih ada yang kurang."
    assert sentence in text(sheet(session, guard, sign_in))
