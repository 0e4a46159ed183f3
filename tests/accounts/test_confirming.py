"""The password once more before something that cannot be taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certification.certificates import approval, preparation
from certification.register.models import Certificate
from core import clock
from core.models import AuditEvent
from tests.conftest import MONDAY
from tests.factories.certification import graduates, staff

pytestmark = pytest.mark.django_db
ASK = "/masuk/pastikan/"
PASSWORD = "a-long-test-password"
SIX_MINUTES = timedelta(minutes=6)


@pytest.fixture
def batch():
    batch = graduates(1)
    preparation.prepare_batch(batch, by=staff(batch.training_center, "certificate_officer"))
    return batch


@pytest.fixture
def head(batch):
    return staff(batch.training_center, "blk_head", username="kepala")


def page_of(batch):
    return reverse("certification:batch_certificates", args=[batch.public_id])


def approve(client, batch, **headers):
    page = f"http://testserver{page_of(batch)}"
    seen = [f"{paper}:{words}" for paper, words in approval.seen_in(approval.pairs_of(batch)).items()]
    address = reverse("certification:batch_approve", args=[batch.public_id])
    return client.post(address, {"seen": seen}, HTTP_REFERER=page, **headers)


def state():
    return Certificate.objects.get().state


def test_who_signed_in_just_now_is_not_asked(sign_in, batch, head):
    approve(sign_in(head), batch)

    assert state() == "approved"


def test_after_five_minutes_the_password_is_asked_and_leads_back_to_the_page(sign_in, batch, head):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        sent = approve(client, batch)
        assert (sent["Location"], state()) == (f"{ASK}?next={page_of(batch).replace('/', '%2F')}", "prepared")
        assert page_of(batch) in client.get(sent["Location"]).content.decode()

        back = client.post(ASK, {"password": PASSWORD, "next": page_of(batch)})
        approve(client, batch)

    assert (back["Location"], state()) == (page_of(batch), "approved")
    assert AuditEvent.objects.filter(action="user.confirm_identity").count() == 1


@pytest.mark.parametrize("password", ["wrong-wrong-wrong", ""])
def test_wrong_password_confirms_nothing(sign_in, batch, head, password):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        answer = client.post(ASK, {"password": password, "next": page_of(batch)})
        approve(client, batch)

    assert (answer.status_code, state()) == (422, "prepared")
    assert not AuditEvent.objects.filter(action="user.confirm_identity").exists()


def test_too_many_wrong_ones_lock_as_they_do_at_the_door(sign_in, batch, head):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        answers = [client.post(ASK, {"password": "wrong-wrong-wrong"}).status_code for _ in range(5)]
        assert client.post(ASK, {"password": PASSWORD}).status_code == 429

    assert answers == [422, 422, 422, 422, 429]


def test_password_of_a_colleague_does_not_do(sign_in, batch, head):
    staff(batch.training_center, "certificate_officer", password="another-long-password")
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        assert client.post(ASK, {"password": "another-long-password"}).status_code == 422


@pytest.mark.parametrize("minutes", [-1, 6])
def test_clock_that_was_set_back_makes_no_old_answer_fresh(sign_in, batch, head, minutes):
    client = sign_in(head)
    with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
        approve(client, batch)

    assert state() == "prepared"


@pytest.mark.parametrize(
    ("wanted", "target"), [("/akun/", "/akun/"), ("https://example.org/", "/"), ("//example.org", "/"), ("", "/")]
)
def test_way_back_stays_on_this_site(sign_in, head, wanted, target):
    client = sign_in(head)

    assert client.get(ASK, {"next": wanted})["Location"] == target
    with clock.moved_to(MONDAY + SIX_MINUTES):
        assert client.post(ASK, {"password": PASSWORD, "next": wanted})["Location"] == target


def test_page_that_asks_itself_is_come_back_to(sign_in, batch, head):
    certificate = Certificate.objects.get()
    address = reverse("certification:revocation_approve", args=[certificate.public_id])
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        assert client.get(address)["Location"] == f"{ASK}?next={address.replace('/', '%2F')}"


def test_form_from_nowhere_comes_back_to_the_home_page(sign_in, batch, head):
    client = sign_in(head)
    address = reverse("certification:batch_approve", args=[batch.public_id])
    with clock.moved_to(MONDAY + SIX_MINUTES):
        assert client.post(address)["Location"] == f"{ASK}?next=%2F"
        assert client.post(address, HTTP_REFERER="https://example.org/x")["Location"] == f"{ASK}?next=%2F"
