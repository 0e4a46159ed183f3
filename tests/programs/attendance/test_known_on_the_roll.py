"""Announced absences on the page of the roll: who reads what, and the buttons that confirm them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from programs.attendance import known_absences
from programs.attendance.models.marks import Mark
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, UserFactory
from tests.html import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(session):
    """Three of whom the first two are announced as away."""
    people = [EnrollmentFactory(batch=session.batch, person__full_name=name) for name in ("Abdul", "Budi", "Cecep")]
    registrar = UserFactory(roles=["registrar"], facility=session.batch.facility)
    for place in people[:2]:
        known_absences.announce(
            place.person,
            by=registrar,
            status="court",
            starts_at=MONDAY - timedelta(hours=1),
            ends_at=MONDAY + timedelta(hours=2),
            source="Panggilan 12/2026",
            destination="PN Rantau",
        )
    return people


def page_of(client, session):
    return compact(client.get(reverse("programs:session_roll", args=[session.public_id])).content.decode())


def save(client, session, **data):
    return client.post(reverse("programs:roll_save", args=[session.public_id]), data, follow=True)


def marks():
    return dict(Mark.objects.values_list("enrollment__person__full_name", "status__code"))


def test_the_facility_reads_reason_time_place_and_source(session, people, officer, sign_in):
    page = " ".join(re.sub(r"<[^>]+>", " ", page_of(sign_in(officer), session)).split())

    assert "Sudah dicatat: Sidang · Sen 23 08.12–11.12 · PN Rantau · sumber data: Panggilan 12/2026." in page
    assert "Konfirmasi semua yang diketahui (2)" in page


def test_the_center_reads_one_word_and_nothing_is_ticked(session, people, sign_in):
    page = page_of(sign_in(session.instructor), session)

    assert page.count("Sudah dicatat:<b>Dinas</b>") == 2
    assert [word for word in ("Sidang", "Rantau", "Panggilan", "12/2026", "11.12") if word in page] == []
    assert 'type="radio" checked' not in page
    assert re.findall(r'value="\w+" checked', page) == []


def test_saving_the_sheet_confirms_nothing(session, people, sign_in):
    save(sign_in(session.instructor), session)

    assert marks() == {}


def test_one_button_confirms_all_that_is_known(session, people, sign_in):
    save(sign_in(session.instructor), session, confirm="all")

    assert marks() == {"Abdul": "court", "Budi": "court"}


def test_the_button_of_a_row_confirms_that_row(session, people, sign_in):
    save(sign_in(session.instructor), session, confirm=str(people[1].public_id))

    assert marks() == {"Budi": "court"}


def test_what_was_chosen_on_the_sheet_comes_before_what_was_announced(session, people, sign_in):
    save(sign_in(session.instructor), session, confirm="all", **{f"status-{people[0].public_id}": "present"})

    assert marks() == {"Abdul": "present", "Budi": "court"}


def test_the_rest_present_says_what_still_waits(session, people, sign_in):
    response = save(sign_in(session.instructor), session, rest="present")

    assert marks() == {"Cecep": "present"}
    assert "2 ketidakhadiran yang sudah dicatat menunggu konfirmasi." in response.content.decode()


@pytest.mark.parametrize("asked", ["x", "00000000-0000-0000-0000-000000000000"])
def test_confirming_nobody_is_not_found(session, people, sign_in, asked):
    assert save(sign_in(session.instructor), session, confirm=asked).status_code == 404
    assert marks() == {}


def test_a_proposal_goes_when_the_person_has_a_mark(session, people, sign_in):
    client = sign_in(session.instructor)
    save(client, session, confirm=str(people[0].public_id))

    assert page_of(client, session).count("Sudah dicatat:") == 1
