"""The password once more before something that cannot be taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.views import identity
from certification.certificates import approval, preparation
from certification.register.models import Certificate
from core import clock
from core.models import AccessLogEntry, AuditEvent
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.certification import graduates, staff
from tests.html import hidden_fields

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


def test_after_five_minutes_the_form_waits_for_the_password_and_goes_on_by_itself(sign_in, batch, head):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        asked = approve(client, batch)
        assert (asked.status_code, state()) == (200, "prepared")

        done = client.post(asked.request["PATH_INFO"], {**_held(asked), "confirm-password": PASSWORD}, with_token=False)

    assert (done["Location"], state()) == (page_of(batch), "approved")
    assert AuditEvent.objects.filter(action="user.confirm_identity").count() == 1


def _held(asked):
    """The hidden fields of the page that asks, as a browser sends them: of two of one name the last counts."""
    sent = hidden_fields(asked.content.decode())
    return sent | {"idempotency_token": sent["idempotency_token"][-1:]}


def test_held_form_counts_once_however_often_it_is_sent(sign_in, batch, head):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        asked = approve(client, batch)
        sent = {**_held(asked), "confirm-password": PASSWORD}
        first, again = (client.post(asked.request["PATH_INFO"], sent, with_token=False) for _time in range(2))

    assert first["Location"] == again["Location"]
    assert AuditEvent.objects.filter(action="certificate.approve").count() == 1


@pytest.mark.parametrize("password", ["wrong-wrong-wrong", ""])
def test_held_form_waits_on_after_a_wrong_password(sign_in, batch, head, password):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        asked = approve(client, batch)
        again = client.post(asked.request["PATH_INFO"], {**_held(asked), "confirm-password": password})

    assert (again.status_code, state()) == (422, "prepared")
    assert _held(again)["seen"] == _held(asked)["seen"]


def test_held_form_locks_after_too_many_wrong_ones(sign_in, batch, head):
    client = sign_in(head)
    with clock.moved_to(MONDAY + SIX_MINUTES):
        asked = approve(client, batch)
        sent = {**_held(asked), "confirm-password": "wrong-wrong-wrong"}
        answers = [client.post(asked.request["PATH_INFO"], sent).status_code for _time in range(5)]

    assert (answers, state()) == ([422, 422, 422, 422, 429], "prepared")


def test_nobody_without_the_permission_is_asked_anything(sign_in, batch):
    client = sign_in(staff(batch.training_center, "instructor"))
    with clock.moved_to(MONDAY + SIX_MINUTES):
        assert approve(client, batch).status_code == 403


@given(fields=st.dictionaries(st.text(min_size=1, max_size=12), st.lists(st.text(max_size=30), max_size=3)))
def test_whatever_was_sent_comes_back_as_it_was(rf, fields):
    fields = {name: values for name, values in fields.items() if not name.startswith("confirm-")}
    request = rf.post("/", {**fields, "csrfmiddlewaretoken": "x", "confirm-password": "y"})
    expected = [(name, value) for name, values in request.POST.lists() for value in values]

    assert list(identity.sent_fields(request)) == [
        (name, value) for name, value in expected if name not in ("csrfmiddlewaretoken", "confirm-password")
    ]


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


def test_form_with_a_file_is_sent_anew_from_its_page(sign_in, batch, head):
    client = sign_in(head)
    address = reverse("certification:batch_approve", args=[batch.public_id])
    page = f"http://testserver{page_of(batch)}"
    with clock.moved_to(MONDAY + SIX_MINUTES):
        answer = client.post(address, {"scan": SimpleUploadedFile("x.pdf", b"%PDF-1.7")}, HTTP_REFERER=page)
        stranger = client.post(address, {"scan": SimpleUploadedFile("x.pdf", b"%PDF-1.7")})

    assert (answer["Location"], stranger["Location"]) == (
        f"{ASK}?next={page_of(batch).replace('/', '%2F')}",
        f"{ASK}?next=%2F",
    )


LIST, FILE = "/warga-binaan/?q=adi", "/warga-binaan/unduh/csv/?q=adi&status=remand"


def test_file_with_names_asks_and_then_follows(sign_in):
    client = sign_in(UserFactory(roles=["registrar"]))
    assert client.get(FILE).status_code == 200
    with clock.moved_to(MONDAY + SIX_MINUTES):
        asked = client.get(FILE, HTTP_REFERER=f"http://testserver{LIST}")
        page = client.get(asked["Location"])
        follows = client.post(ASK, {**_held(page), "password": PASSWORD})
        text = follows.content.decode()

        assert FILE.replace("&", "&amp;") in text
        assert 'href="/warga-binaan/?q=adi"' in text
        assert client.get(FILE)["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("address", [FILE, "/keadaan/?file=csv"])
def test_file_with_names_is_not_fetched_by_a_page_of_another_site(sign_in, address):
    client = sign_in(UserFactory(roles=["registrar"]))

    asked = [client.get(address, HTTP_SEC_FETCH_SITE=site) for site in ("cross-site", "same-site")]

    assert [answer["Location"].partition("?")[0] for answer in asked] == [ASK, ASK]
    assert not AccessLogEntry.objects.filter(kind="export").exists()
    # The password is asked for although it was given just now, or the redirects alone would fetch the file.
    assert client.get(asked[0]["Location"], HTTP_SEC_FETCH_SITE="cross-site").status_code == 200
    assert client.get(address, HTTP_SEC_FETCH_SITE="same-origin").status_code == 200
    assert client.get(address, HTTP_SEC_FETCH_SITE="none").status_code == 200


def test_file_with_names_is_kept_from_whoever_was_given_the_password_today(sign_in):
    registrar = UserFactory(roles=["registrar"], password_given_at=MONDAY)

    assert sign_in(registrar).get(FILE).status_code == 422
