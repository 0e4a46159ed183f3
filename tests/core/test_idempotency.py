"""A form counts once, however often it is sent."""

import uuid

import pytest

from accounts.models import User
from core import clock, idempotency
from core.models import SubmittedForm
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(roles=["administrator"])


def form(**changes):
    return {"username": "baru", "full_name": "Orang Baru", "roles": ["registrar"], **changes}


def test_double_submit_makes_one_record(sign_in, admin):
    client, token = sign_in(admin), str(uuid.uuid4())
    data = {"language": "en", idempotency.FIELD: token}

    first = client.post("/akun/bahasa/", data)
    second = client.post("/akun/bahasa/", data)

    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, "/akun/")
    assert SubmittedForm.objects.count() == 1


def test_form_without_token_is_refused(sign_in, admin):
    response = sign_in(admin).post("/pengguna/baru/", form(), with_token=False)

    assert response.status_code == 400
    assert not User.objects.filter(username="baru").exists()


def test_token_of_another_form_is_refused(sign_in, admin):
    client, token = sign_in(admin), str(uuid.uuid4())
    client.post("/akun/bahasa/", {"language": "id", idempotency.FIELD: token})

    response = client.post("/pengguna/baru/", form(**{idempotency.FIELD: token}))

    assert response.status_code == 400
    assert not User.objects.filter(username="baru").exists()


def test_refused_form_can_be_sent_again_corrected(sign_in, admin):
    client, token = sign_in(admin), str(uuid.uuid4())
    wrong = client.post("/pengguna/baru/", form(username="x", **{idempotency.FIELD: token}))

    right = client.post("/pengguna/baru/", form(**{idempotency.FIELD: token}))

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert User.objects.filter(username="baru").count() == 1


def test_secret_answer_is_not_kept(sign_in, admin):
    client, token = sign_in(admin), str(uuid.uuid4())
    data = form(**{idempotency.FIELD: token})
    client.post("/pengguna/baru/", data)

    again = client.post("/pengguna/baru/", data)

    assert (again.status_code, again.content) == (410, b"")
    assert SubmittedForm.objects.get().content == ""
    assert User.objects.filter(username="baru").count() == 1


def test_token_may_stand_in_a_header(sign_in, admin):
    client, token = sign_in(admin), str(uuid.uuid4())
    headers = {"X-Idempotency-Token": token}

    client.post("/akun/bahasa/", {"language": "en"}, with_token=False, headers=headers)

    assert str(SubmittedForm.objects.get().token) == token


def test_tokens_of_two_people_do_not_meet(sign_in, admin):
    token = str(uuid.uuid4())
    for user in (admin, UserFactory(roles=["registrar"])):
        sign_in(user).post("/akun/bahasa/", {"language": "en", idempotency.FIELD: token})

    assert User.objects.filter(language="en").count() == 2


def test_old_tokens_are_forgotten(admin):
    old = SubmittedForm.objects.create(token=uuid.uuid4(), user=admin, path="/")
    SubmittedForm.objects.filter(pk=old.pk).update(submitted_at=clock.now() - 2 * idempotency.KEPT)
    SubmittedForm.objects.create(token=uuid.uuid4(), user=admin, path="/")

    assert idempotency.forget_old() == 1
    assert SubmittedForm.objects.count() == 1
