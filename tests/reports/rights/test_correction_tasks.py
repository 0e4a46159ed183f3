"""A request for correction becomes a task of whoever keeps the data; an answer goes to whoever asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import line_of
from inmates.inbox.models import InboxTask
from outcomes.needs.neutral_words import words_found
from reports.rights import answer_paper, rights_requests
from tests.conftest import MONDAY, FormClient
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory
from tests.papers import pages
from tests.reports.rights.test_rights_requests import REASON, RECEIVED, WISH, asked, changed, of_center

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def person(auditor):
    return PersonFactory(facility=auditor.facility, with_custody=True)


@pytest.fixture
def registrar(auditor):
    return UserFactory(roles=["registrar"], facility=auditor.facility)


def open_of(user):
    return list(InboxTask.objects.open().visible_to(user))


def shown(user, found):
    client = FormClient()
    client.force_login(user)
    return client.get(reverse("reports:rights_detail", args=[found.public_id])).text


def test_registrar_reads_what_is_wrong_and_where_to_correct_it(auditor, registrar, person):
    found = asked(person, auditor)

    (task,) = open_of(registrar)
    line = line_of(task)
    until = clock.local(RECEIVED + timedelta(hours=72), auditor.time_zone)
    assert line.title == f"Data {person.full_name} diminta dibetulkan"
    assert line.note.startswith(f"{WISH}. Betulkan datanya")
    assert f"{until:%H.%M}" in line.note
    assert line.url == reverse("inmates:detail", args=[person.public_id])
    assert "Menunggu pada tugas" in shown(auditor, found)


@pytest.mark.parametrize("kind", ["erasure", "objection", "withdrawal"])
def test_other_requests_ask_nobody_to_correct(auditor, registrar, person, kind):
    asked(person, auditor, kind=kind)

    assert open_of(registrar) == []


def test_what_is_changed_is_shown_and_ends_nothing_by_itself(auditor, registrar, person):
    found = asked(person, auditor)
    changed(person)

    assert [task.person for task in open_of(registrar)] == [person]
    assert "Jika itu pembetulannya, pilih pada jawaban" in shown(auditor, found)


def test_who_does_not_correct_says_why_and_the_officer_reads_it(auditor, registrar, person):
    found = asked(person, auditor)

    inbox_tasks.acknowledge(open_of(registrar)[0], by=registrar, note="Tanggalnya sudah benar")

    assert "Tanggalnya sudah benar" in shown(auditor, found)


def test_an_answer_ends_the_task(auditor, registrar, person):
    found = asked(person, auditor)

    rights_requests.answer(found, by=auditor, outcome="refused", answer=REASON)

    assert open_of(registrar) == []


def test_at_a_training_center_the_coordinator_gets_it_without_a_word_of_custody():
    place = EnrollmentFactory(person__with_custody=True)
    center = place.batch.training_center
    coordinator = of_center(center, "blk_coordinator")
    asked(place.person, of_center(center))

    (task,) = open_of(coordinator)
    line = line_of(task)
    assert line.url == reverse("programs:participant_detail", args=[place.public_id])
    assert [words_found(text) for text in (line.title, line.note, line.example)] == [[], [], []]
    place.delete()
    assert line_of(task).url == ""


@pytest.mark.parametrize(
    ("said", "to", "whose"),
    [
        ({}, "{name}", "permintaan Anda berikut"),
        ({"asker": "proxy", "asker_name": "Hendra Wijaya, S.H."}, "Hendra Wijaya, S.H.", "permintaan atas nama {name}"),
    ],
)
def test_answer_goes_to_whoever_asked(auditor, person, said, to, whose):
    found = asked(person, auditor, **said)
    with clock.moved_to(MONDAY):
        found = rights_requests.answer(found, by=auditor, outcome="refused", answer=REASON)

    told = " ".join(" ".join(pages(answer_paper.paper_of(found, by=auditor))).split())

    assert to.format(name=person.full_name) in told
    assert whose.format(name=person.full_name) in told
    assert person.full_name in told
