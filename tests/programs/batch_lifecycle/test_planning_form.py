"""Planning a batch by its form: why nothing can be chosen, the name that is proposed, rooms that are known."""

from datetime import date

import pytest
from django.urls import reverse

from programs.batches.batch_names import proposed_names
from programs.batches.models import Batch
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    ProgramVersionFactory,
    SessionFactory,
    UserFactory,
    VocationFactory,
)

pytestmark = pytest.mark.django_db
NEW = "/angkatan/baru/"


@pytest.fixture
def batch():
    return BatchFactory(
        name="Las 4/2026",
        room="Bengkel las",
        version__program__vocation__code="welding",
        version__program__vocation__name="Las",
    )


def form_of(batch, **changes):
    return {
        "version": batch.version_id,
        "agreement": batch.agreement_id,
        "name": "",
        "capacity": "16",
        "starts_on": "02/12/2026",
        "assessment_on": "30/12/2026",
        "room": "Bengkel las",
        "funding_source": "apbd",
        "no_need_reason": "Permintaan lama, belum ditanya lagi",
        **changes,
    }


@pytest.mark.parametrize(
    ("role", "url", "sentence"),
    [
        ("training_officer", "/pks/baru/", "Belum ada perjanjian kerja sama dengan BLK"),
        ("blk_coordinator", None, "Petugas pembinaan Rutan mencatatnya"),
    ],
)
def test_without_an_agreement_the_page_says_so_and_leads_there(sign_in, role, url, sentence):
    page = sign_in(UserFactory(roles=[role])).get(NEW).content.decode().split("<main")[1]

    assert sentence in page
    assert ("/pks/baru/" in page) is (url is not None)
    assert "<select" not in page


def test_without_an_open_program_the_page_leads_to_the_programs(sign_in):
    officer = UserFactory(roles=["training_officer"])
    agreement = AgreementFactory(facility=officer.facility)
    ProgramVersionFactory(state="draft", program__training_center=agreement.training_center)

    page = sign_in(officer).get(NEW).content.decode().split("<main")[1]

    assert "Belum ada program yang dibuka" in page
    assert f'href="{reverse("programs:program_list")}"' in page


def test_an_empty_name_gets_the_next_number_of_its_trade_and_year(sign_in, batch, officer):
    client = sign_in(officer)

    client.post(NEW, form_of(batch))
    client.post(NEW, form_of(batch, starts_on="01/02/2027", assessment_on="01/03/2027"))

    assert list(Batch.objects.order_by("pk").values_list("name", flat=True)) == [
        "Las 4/2026",
        "Las 5/2026",
        "Las 1/2027",
    ]


def test_an_empty_name_takes_nothing_of_another_program_of_the_trade(batch):
    program = batch.version.program
    other = BatchFactory(
        name="Poster sore 1/2026",
        training_center=batch.training_center,
        version__program__training_center=batch.training_center,
        version__program__vocation=program.vocation,
        starts_on=date(2026, 11, 20),
        facility=batch.facility,
    )
    new = ProgramVersionFactory(program__vocation=program.vocation)

    found = proposed_names([batch.version, other.version, new], Batch.objects.all(), (2026,))

    assert found == ["Las 5/2026", "Poster sore 2/2026"]


def test_names_and_rooms_are_suggested(sign_in, batch, officer):
    BatchFactory(room="Ruang asing")

    page = sign_in(officer).get(NEW).content.decode()

    assert '<option value="Las 5/2026">' in page
    assert '<option value="Bengkel las">' in page
    assert "Ruang asing" not in page


def test_a_known_room_keeps_its_spelling_and_a_new_one_is_taken_as_it_is(sign_in, batch, officer):
    client = sign_in(officer)

    client.post(NEW, form_of(batch, room=" bengkel  LAS "))
    client.post(NEW, form_of(batch, room="Bengkel dua"))

    assert list(Batch.objects.order_by("pk").values_list("room", flat=True)) == [
        "Bengkel las",
        "Bengkel las",
        "Bengkel dua",
    ]


def test_a_name_of_another_trade_is_asked_about_and_kept_if_wanted(sign_in, batch, officer):
    VocationFactory(code="sewing", name="Menjahit")
    client = sign_in(officer)

    asked = client.post(NEW, form_of(batch, name="Menjahit 1/2026"))
    kept = client.post(NEW, form_of(batch, name="Menjahit 1/2026", keep_name="on"))

    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["name"])
    assert 'type="checkbox" name="keep_name"' in asked.content.decode()
    assert (kept.status_code, Batch.objects.filter(name="Menjahit 1/2026").count()) == (302, 1)


def test_instructors_are_listed_with_trade_and_load(sign_in, batch, officer):
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    fresh = UserFactory(roles=["instructor"], training_center=batch.training_center)
    other = BatchFactory(facility=batch.facility, training_center=batch.training_center, version=batch.version)
    other.staff.create(user=teacher, duty="instructor")
    SessionFactory(batch=other, instructor=teacher, date=date(2026, 11, 4), jp=4)

    page = sign_in(officer).get(reverse("programs:batch_staff", args=[batch.public_id])).content.decode()

    assert f"{teacher} – Las · 1 JP sepekan" in page
    assert f"{fresh} – belum pernah mengajar · 0 JP sepekan" in page
