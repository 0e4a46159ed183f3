"""The pages on which absences are announced: the list of a day, adding one, taking it back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.people.models import Person
from programs.attendance import known_absences
from programs.attendance.models.session_day import KnownAbsence
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, PersonFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST, ADD = "/ketidakhadiran/", "/ketidakhadiran/tambah/"


@pytest.fixture
def enrollment():
    session = SessionFactory(batch__name="Las 4/2026")
    return EnrollmentFactory(batch=session.batch, person__full_name="Abdul Rahim")


@pytest.fixture
def registrar(enrollment):
    return UserFactory(roles=["registrar"], facility=enrollment.batch.facility)


def announced(person, by, **fields):
    said = {
        "status": "court",
        "starts_at": MONDAY - timedelta(hours=1),
        "ends_at": MONDAY + timedelta(hours=2),
        "source": "Panggilan 12/2026",
        "destination": "PN Rantau",
    } | fields
    return known_absences.announce(person, by=by, **said)


def typed(**fields):
    return {
        "status": "court",
        "day": "24/11/2026",
        "from_hour": "08.00",
        "until_day": "",
        "until_hour": "12.00",
        "source": "Panggilan 12/2026",
        "destination": "PN Rantau",
    } | fields


def test_the_list_of_a_day_names_reason_source_and_the_sessions_that_it_touches(enrollment, registrar, sign_in):
    announced(enrollment.person, registrar)

    page = sign_in(registrar).get(LIST).content.decode()

    told = ["Abdul Rahim", "Sidang", "PN Rantau", "Panggilan 12/2026", "Las 4/2026 08.00–11.00"]
    assert [text for text in told if text not in page] == []
    assert "Belum ada ketidakhadiran yang dicatat" in sign_in(registrar).get(f"{LIST}?day=2026-11-25").content.decode()
    assert AccessLogEntry.objects.filter(subject="known absences").count() == 2


def test_an_absence_of_two_days_stands_on_both(enrollment, registrar, sign_in):
    announced(enrollment.person, registrar, ends_at=MONDAY + timedelta(days=1))

    pages = [sign_in(registrar).get(f"{LIST}?day=2026-11-{day}").content.decode() for day in (22, 23, 24, 25)]

    assert ["Abdul Rahim" in page for page in pages] == [False, True, True, False]


def test_the_person_is_found_by_name_and_announced(enrollment, registrar, sign_in):
    client = sign_in(registrar)
    assert f"?person={enrollment.person.public_id}" in client.get(f"{ADD}?q=rahim").content.decode()

    response = client.post(f"{ADD}?person={enrollment.person.public_id}", typed())

    assert response.headers["Location"] == f"{LIST}?day=24/11/2026"
    found = KnownAbsence.objects.get()
    zone = enrollment.batch.facility.time_zone
    assert (found.person, found.status.code, found.source, found.destination, found.recorded_by) == (
        enrollment.person,
        "court",
        "Panggilan 12/2026",
        "PN Rantau",
        registrar,
    )
    assert [f"{known_absences.clock.local(at, zone):%d %H.%M}" for at in (found.starts_at, found.ends_at)] == [
        "24 08.00",
        "24 12.00",
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"source": ""}, "belum diisi"),
        ({"until_hour": "07.00"}, "lebih awal daripada waktu mulai"),
        ({"day": "20/11/2026"}, "sudah lewat"),
        ({"from_hour": "pagi"}, "Tulis waktu sebaga"),
    ],
)
def test_what_is_wrong_is_said_on_the_form(enrollment, registrar, sign_in, fields, sentence):
    response = sign_in(registrar).post(f"{ADD}?person={enrollment.person.public_id}", typed(**fields))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not KnownAbsence.objects.exists()


def test_sent_twice_it_is_announced_once(enrollment, registrar, sign_in):
    client, data = sign_in(registrar), typed(idempotency_token="8b8f6f7e-0f43-4d86-8a10-3d4c2f6b8a11")
    address = f"{ADD}?person={enrollment.person.public_id}"

    answers = [client.post(address, data).headers["Location"] for _again in range(2)]

    assert answers == [f"{LIST}?day=24/11/2026"] * 2
    assert KnownAbsence.objects.count() == 1


def test_it_can_be_taken_back_once(enrollment, registrar, sign_in):
    absence = announced(enrollment.person, registrar)
    client, address = sign_in(registrar), reverse("programs:known_absence_withdraw", args=[absence.public_id])

    assert client.post(address).headers["Location"] == f"{LIST}?day=23/11/2026"
    assert client.post(address).status_code == 422
    page = client.get(LIST).content.decode()
    assert ("Ditarik" in page, address in page) == (True, False)


def test_strangers_find_nothing(enrollment, registrar, sign_in):
    absence = announced(enrollment.person, registrar)
    stranger = sign_in(UserFactory(roles=["registrar"]))

    assert stranger.post(reverse("programs:known_absence_withdraw", args=[absence.public_id])).status_code == 404
    assert stranger.get(f"{ADD}?person={enrollment.person.public_id}").status_code == 404
    assert "Abdul Rahim" not in stranger.get(LIST).content.decode() + stranger.get(f"{ADD}?q=rahim").content.decode()


@pytest.mark.parametrize("role", ["instructor", "blk_coordinator", "blk_head"])
def test_the_training_center_has_no_such_page(enrollment, sign_in, role):
    user = UserFactory(roles=[role], training_center=enrollment.batch.training_center)

    assert [sign_in(user).get(address).status_code for address in (LIST, ADD)] == [403, 403]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    enrollment, registrar, sign_in, django_assert_num_queries, count
):
    for number in range(count):
        person = PersonFactory(facility=registrar.facility, with_custody=True, full_name=f"Orang {number}")
        announced(person, registrar)
    client = sign_in(registrar)

    with django_assert_num_queries(8):
        client.get(LIST)


def test_people_who_left_are_not_offered(enrollment, registrar, sign_in):
    Person.objects.filter(pk=enrollment.person_id).update(facility=None)

    assert "?person=" not in sign_in(registrar).get(f"{ADD}?q=rahim").content.decode()
