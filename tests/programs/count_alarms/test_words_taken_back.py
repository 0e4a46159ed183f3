"""What was said of somebody who is looked for: taken back by hand, and doubted when still fewer are counted."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from programs.count_alarms import count_alarms
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
    form = re.search(r'<form[^>]*/cari/".*?</form>', page, re.DOTALL)[0]
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
    alarm = count_alarms.say(session, by=guard, seen={five[0]: is_seen})
    client, name = sign_in(guard), f"seen-{five[0].public_id}"
    assert f'name="{name}"\n        value="back"' in sheet(session, guard, sign_in)

    # A browser sends the answer that stands, and after it the button.
    data = {name: ["no", "back"]} if not is_seen else {name: "back"}
    client.post(reverse("programs:count_search", args=[session.public_id]), data)

    assert list(alarm.people.all()) == []
    page = sheet(session, guard, sign_in)
    assert (called(page), "belum ada pukul" in page) == (list(NAMES), False)


def test_all_seen_and_still_missing_the_page_says_what_to_do(session, five, count, guard, sign_in):
    all_seen(session, five, count, guard)

    sentence = "Semua orang dalam daftar sudah ditandai ada, tetapi menurut hitungan masih ada yang kurang."
    assert sentence in text(sheet(session, guard, sign_in))
