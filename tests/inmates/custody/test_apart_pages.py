"""Pages of whom a person must not be together with: the registrar writes, a few read, nobody else learns of it."""

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.custody import people_apart
from inmates.custody.models.circumstances import NonAssociation
from inmates.custody.register_numbers import normalize
from tests.conftest import MONDAY
from tests.factories import HousingFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def pair(ahmad, budi, registrar):
    return people_apart.keep_apart(ahmad, other=budi, by=registrar, from_date=TODAY, decided_by="Kepala KPR")


def url(name, person, *more):
    return reverse(f"inmates:{name}", args=[person.public_id, *more])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("whose", ["ahmad", "budi"])
def test_list_shows_the_other_one_of_the_pair(sign_in, registrar, ahmad, budi, pair, whose):
    one, other = (ahmad, budi) if whose == "ahmad" else (budi, ahmad)

    page = text(sign_in(registrar).get(url("apart_list", one)))

    assert url("detail", other) in page
    assert "Kepala KPR" in page
    assert other.register_numbers.get().number in page
    assert AccessLogEntry.objects.get().subject == "people to be kept apart"


@pytest.mark.parametrize("role", ["training_officer", "rutan_head"])
def test_who_only_reads_is_offered_no_change(sign_in, facility, ahmad, pair, role):
    client = sign_in(UserFactory(roles=[role], facility=facility))

    page = text(client.get(url("apart_list", ahmad)))

    assert "Budi Santoso" in page
    assert url("apart_add", ahmad) not in page
    assert "akhiri" not in page
    assert client.get(url("apart_add", ahmad)).status_code == 403
    assert client.post(url("apart_end", ahmad, pair.public_id), {"until": "23/11/2026"}).status_code == 403


@pytest.mark.parametrize("role", ["board_member", "board_chair", "case_officer"])
def test_whoever_reads_the_profile_without_this_right_sees_no_trace(sign_in, facility, ahmad, pair, role):
    reader = UserFactory(roles=[role], facility=facility)
    ahmad.case_officer = reader
    ahmad.save()
    client = sign_in(reader)

    profile, history = text(client.get(url("detail", ahmad))), text(client.get(url("history", ahmad)))

    assert "Pemisahan" not in profile + history
    assert "Budi Santoso" not in profile + history
    assert client.get(url("apart_list", ahmad)).status_code == 403


def test_profile_of_who_may_read_has_the_tab(sign_in, registrar, ahmad):
    client = sign_in(registrar)

    assert url("apart_list", ahmad) in text(client.get(url("detail", ahmad)))
    assert url("apart_list", ahmad) in text(client.get(url("history", ahmad)))


def test_person_and_pair_of_strangers_are_not_found(sign_in, registrar, ahmad, budi, pair):
    client, foreign = sign_in(UserFactory(roles=["registrar"])), PersonFactory()
    own = PersonFactory(facility=registrar.facility)

    assert client.get(url("apart_list", ahmad)).status_code == 404
    assert client.get(url("apart_add", ahmad)).status_code == 404
    assert client.post(url("apart_end", ahmad, pair.public_id), {"until": "23/11/2026"}).status_code == 404
    client = sign_in(registrar)
    assert client.get(url("apart_add", ahmad), {"other": foreign.public_id}).status_code == 404
    assert client.get(url("apart_add", ahmad), {"other": "x"}).status_code == 404
    assert client.get(url("apart_add", ahmad), {"other": ahmad.public_id}).status_code == 404
    assert client.post(url("apart_end", own, pair.public_id), {"until": "23/11/2026"}).status_code == 404
    assert NonAssociation.objects.get().until is None


@pytest.mark.parametrize("words", ["budi", "B.I 700/2026", "b.i. 0700 / 2026"])
def test_other_person_is_found_by_name_or_number(sign_in, registrar, ahmad, budi, words):
    budi.register_numbers.update(number="B.I 700/2026", number_key=normalize("B.I 700/2026"))
    PersonFactory(full_name="Budi Lain", with_custody=True)

    page = text(sign_in(registrar).get(url("apart_add", ahmad), {"q": words}))

    assert f"?other={budi.public_id}" in page
    assert "Budi Lain" not in page


def test_nobody_found_says_so(sign_in, registrar, ahmad):
    client = sign_in(registrar)

    assert "Tidak ada orang dengan nama atau nomor" in text(client.get(url("apart_add", ahmad), {"q": "Zainal"}))
    assert "Tidak ada orang dengan nama atau nomor" not in text(client.get(url("apart_add", ahmad)))


def test_pair_is_recorded_for_both(sign_in, registrar, ahmad, budi):
    address = f"{url('apart_add', ahmad)}?other={budi.public_id}"
    client = sign_in(registrar)
    assert "Budi Santoso" in text(client.get(address))

    response = client.post(address, {"from_date": "20/11/2026", "decided_by": "Kepala KPR"})

    assert response["Location"] == url("apart_list", ahmad)
    pair = NonAssociation.objects.get()
    assert (pair.first, pair.second, f"{pair.from_date:%d/%m/%Y}", pair.decided_by) == (
        ahmad,
        budi,
        "20/11/2026",
        "Kepala KPR",
    )
    assert "dipisahkan mulai sekarang" in text(client.get(url("apart_list", budi)))


def test_refused_pair_is_said_on_the_form(sign_in, registrar, ahmad, budi):
    address = f"{url('apart_add', ahmad)}?other={budi.public_id}"

    refused = sign_in(registrar).post(address, {"from_date": "24/11/2026", "decided_by": "Kepala KPR"})
    without = sign_in(registrar).post(address, {"from_date": "23/11/2026", "decided_by": ""})

    assert (refused.status_code, without.status_code) == (422, 422)
    assert "Tanggal itu belum tiba. Catat pada hari itu." in text(refused)
    assert list(without.context["form"].errors) == ["decided_by"]
    assert not NonAssociation.objects.exists()


def test_pair_is_ended_with_its_last_day(sign_in, registrar, ahmad, budi, pair):
    client = sign_in(registrar)
    assert "Budi Santoso" in text(client.get(url("apart_end", ahmad, pair.public_id)))

    response = client.post(url("apart_end", ahmad, pair.public_id), {"until": "23/11/2026"})

    assert response["Location"] == url("apart_list", ahmad)
    pair.refresh_from_db()
    assert pair.until == TODAY
    assert "Tidak ada yang harus dipisahkan" in text(client.get(url("apart_list", ahmad)))


def test_refused_end_is_said_on_the_form(sign_in, registrar, ahmad, pair):
    response = sign_in(registrar).post(url("apart_end", ahmad, pair.public_id), {"until": "22/11/2026"})

    assert response.status_code == 422
    pair.refresh_from_db()
    assert pair.until is None


def test_the_other_one_who_has_left_is_named_without_number_and_housing(sign_in, registrar, ahmad, budi, pair):
    budi.facility = None
    budi.save()

    page = text(sign_in(registrar).get(url("apart_list", ahmad)))

    assert "tidak berada di sini" in page
    assert budi.register_numbers.get().number not in page
    assert url("detail", budi) not in page


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_one_and_for_thirty(
    sign_in, registrar, facility, ahmad, django_assert_num_queries, count
):
    for _ in range(count):
        other = PersonFactory(facility=facility, with_custody=True)
        people_apart.keep_apart(ahmad, other=other, by=registrar, from_date=TODAY, decided_by="Karutan")
    client = sign_in(registrar)
    client.get(url("apart_list", ahmad))

    with django_assert_num_queries(6):
        client.get(url("apart_list", ahmad))


def test_move_beside_somebody_to_be_kept_apart_is_recorded_with_a_warning(sign_in, registrar, ahmad, budi, pair):
    budi.housings.all().delete()
    HousingFactory(person=budi, block="C", cell="2")
    client = sign_in(registrar)

    client.post(url("housing_change", ahmad), {"block": "C", "cell": "2", "from_date": "23/11/2026", "source": "staff"})

    assert str(ahmad.housings.open().get()) == "C / 2"
    page = text(client.get(url("detail", ahmad)))
    assert "Budi Santoso menempati kamar itu dan tidak boleh bersama orang ini. Pilih kamar lain." in page
