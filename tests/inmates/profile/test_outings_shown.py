"""People out of the house are shown as out, with the reason and since when, to the detention center only."""

import re

import pytest
from django.urls import reverse

from core import clock
from inmates.custody.models.stays import Movement
from programs.circumstances import outings
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db
SINCE = "sejak 23 Nov 2026, 07.30 WITA"


@pytest.fixture
def place():
    return EnrollmentFactory(batch=BatchFactory())


@pytest.fixture
def registrar(place):
    return UserFactory(roles=["registrar"], facility=place.batch.facility)


def go_out(place, by, kind="hospital"):
    out_at = clock.at(clock.today("Asia/Makassar"), clock.time(7, 30), "Asia/Makassar")
    return outings.take_out(place.person, by=by, kind=kind, out_at=out_at)


def text(answer):
    main = answer.content.decode().split("<main")[1]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def profile(place):
    return reverse("inmates:detail", args=[place.person.public_id])


@pytest.mark.parametrize("kind", Movement.Kind)
def test_profile_and_list_say_why_and_since_when_somebody_is_out(place, registrar, sign_in, kind):
    client = sign_in(registrar)
    before = [text(client.get(url)) for url in (profile(place), reverse("inmates:list"))]
    go_out(place, registrar, kind)

    after = [text(client.get(url)) for url in (profile(place), reverse("inmates:list"))]

    said = f"Keluar sementara: {kind.label} {SINCE}"
    assert [said in page for page in before + after] == [False, False, True, True]
    assert "Catat kembalinya" in after[0]


def test_who_is_back_is_not_out_any_more(place, registrar, sign_in):
    found = go_out(place, registrar)
    outings.bring_back(found, by=registrar, back_at=clock.now())
    client = sign_in(registrar)

    pages = [text(client.get(url)) for url in (profile(place), reverse("inmates:list"))]

    assert [SINCE in page for page in pages] == [False, False]


def test_who_records_no_movements_reads_it_without_the_link(place, registrar, sign_in):
    go_out(place, registrar)
    head = UserFactory(roles=["rutan_head"], facility=place.batch.facility)

    page = text(sign_in(head).get(profile(place)))

    assert (SINCE in page, "Catat kembalinya" in page) == (True, False)


def test_the_file_of_the_list_says_it_too(place, registrar, sign_in):
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)
    go_out(place, registrar)

    answer = sign_in(officer).get(reverse("inmates:export_csv"))

    assert "Di luar sejak 23 Nov 2026, 07.30 WITA: Rumah sakit" in b"".join(answer).decode("utf-8-sig")


@pytest.mark.parametrize("page", ["participant_list", "participant_detail"])
def test_the_training_center_reads_nothing_of_it_but_that_it_is_official(place, registrar, sign_in, page):
    go_out(place, registrar)
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=place.batch.training_center)
    url = reverse(f"programs:{page}", args=[place.public_id] if page == "participant_detail" else [])

    shown = text(sign_in(coordinator).get(url))

    assert "Dinas" in shown
    assert [word for word in ("Rumah sakit", "07.30", "sementara", "Keluar") if word in shown] == []
