"""What a page sends of people who are looked for, when another one has changed what stands meanwhile."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditEvent
from programs.attendance import mark_changes
from programs.count_alarms import count_alarms
from programs.count_alarms.models import CountAlarm, LookedFor
from programs.count_alarms.overdue_counts import ARRIVES_WITHIN, OVERDUE_AFTER
from tests.factories import EnrollmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def people(session):
    return list(session.batch.enrollments.order_by("pk"))


@pytest.fixture
def client(guard, sign_in):
    return sign_in(guard)


def form_on(client, session):
    answer = client.get(reverse("programs:count_session", args=[session.public_id]))
    return re.search(r'<form[^>]*action="/[^"]+/cari/".*?</form>', answer.content.decode(), re.DOTALL)[0]


def version_on(client, session):
    return re.search(r'name="version" value="([^"]*)"', form_on(client, session))[1]


def answer(client, session, **data):
    url = reverse("programs:count_search", args=[session.public_id])
    page = client.post(url, data, follow=True).content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def seen(place):
    return f"seen-{place.public_id}"


def words():
    return set(LookedFor.objects.values_list("enrollment", "is_seen"))


def test_here_from_a_page_of_before_it_got_worse_crosses_nobody_off(session, people, count, client):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    version = version_on(client, session)
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        count(back_in_block=1)

        page = answer(client, session, version=version, **{seen(people[0]): "yes", seen(people[1]): "no"})

    assert words() == {(people[1].pk, False)}
    name = people[0].person.full_name
    assert f"Belum ditandai ada karena hitungan berubah sejak Anda membuka halaman ini: {name}." in page
    assert "Tersimpan." in page


def test_one_command_takes_what_an_old_page_can_know_and_says_what_it_left_out(session, people, count, guard):
    count(left_block=3, arrived=2)

    said = count_alarms.say(
        session, by=guard, seen={people[0]: True, people[1]: False, people[2]: None}, version="of before"
    )

    alarm = CountAlarm.objects.get()
    assert said == count_alarms.Said(alarm, {people[1]: False, people[2]: None}, [people[0]])
    assert (said.here, words()) == ([], {(people[1].pk, False)})


@pytest.mark.parametrize("marked", [0, 3])
def test_an_old_page_with_nothing_to_take_writes_nothing(session, people, count, guard, marked):
    count(left_block=3, arrived=2)

    said = count_alarms.say(session, by=guard, seen=dict.fromkeys(people[:marked], True), version="of before")

    assert said == count_alarms.Said(CountAlarm.objects.get(), {}, people[:marked])
    assert (words(), AuditEvent.objects.filter(action="session.look_for").count()) == (set(), 0)


def test_here_from_a_page_of_before_the_roll_missed_somebody_again_is_not_taken(
    session, people, count, officer, client
):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=3)
    mark_changes.mark(session, people[0], by=officer, status="unexcused")
    version = version_on(client, session)
    for minutes, status in ((2, "present"), (3, "unexcused")):
        with clock.moved_to(clock.now() + timedelta(minutes=minutes)):
            mark_changes.mark(session, people[0], by=officer, status=status)

    answer(client, session, version=version, **{seen(people[0]): "yes"})

    assert words() == set()


def test_here_from_a_page_of_the_way_there_brings_nobody_back(session, people, count, client):
    count(left_block=3)
    with clock.moved_to(clock.now() + ARRIVES_WITHIN + clock.MINUTE):
        version = version_on(client, session)
        answer(client, session, version=version, **{seen(people[0]): "yes"})
        assert words() == {(people[0].pk, True)}
    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        answer(client, session, version=version, **{seen(people[1]): "yes"})

    assert words() == {(people[0].pk, True)}


def test_a_mark_on_the_roll_makes_no_answer_old(session, people, count, client):
    count(left_block=2)
    version = version_on(client, session)
    mark_changes.mark(session, people[2], by=session.instructor, status="unexcused")

    answer(client, session, version=version, **{seen(people[0]): "yes"})

    assert words() == {(people[0].pk, True)}


def test_here_without_what_the_page_showed_is_not_taken(session, people, count, client):
    count(left_block=3, arrived=2)

    answer(client, session, **{seen(people[0]): "yes"})

    assert words() == set()


def test_what_the_page_of_now_says_is_taken(session, people, count, client):
    count(left_block=3, arrived=2)

    page = answer(client, session, version=version_on(client, session), **{seen(people[0]): "yes"})

    assert (words(), "Tersimpan." in page) == ({(people[0].pk, True)}, True)


def test_not_here_is_taken_when_a_heavier_alarm_calls_others(session, people, count, guard, officer, client):
    for place in people[:2]:
        mark_changes.mark(session, place, by=officer, status="present")
    mark_changes.mark(session, people[2], by=session.instructor, status="unexcused")
    count(left_block=2, arrived=2, left_workshop=2)
    version = version_on(client, session)
    assert seen(people[2]) in form_on(client, session)
    count(back_in_block=1)
    assert seen(people[2]) not in form_on(client, session)

    answer(client, session, version=version, **{seen(people[2]): "no"})

    assert words() == {(people[2].pk, False)}


def test_an_answer_about_somebody_else_is_said_not_to_be_taken(session, count, client):
    count(left_block=3, arrived=2)
    stranger = EnrollmentFactory()

    page = answer(client, session, **{seen(stranger): "no", "back": "nobody"})

    assert "2 jawaban tidak disimpan karena orangnya bukan peserta sesi ini." in page
    assert ("Tidak ada yang diubah" in page, words()) == (False, set())


def test_enter_among_the_answers_saves_them(session, people, count, client):
    count(left_block=3, arrived=2)
    answer(client, session, **{seen(people[0]): "no"})

    own = [
        button for button in re.findall(r"<button.*?>", form_on(client, session), re.DOTALL) if "form=" not in button
    ]

    assert [re.sub(r"\s+", " ", button) for button in own] == ['<button class="btn btn-primary" type="submit">']
    assert CountAlarm.objects.get().people.get().is_seen is False
