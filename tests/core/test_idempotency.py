"""A form counts once, however often it is sent."""

import uuid

import pytest
from django.db import connection
from django.http import HttpResponse

from accounts.access import requires
from accounts.models import User
from core import clock, idempotency
from core.middleware import IdempotencyMiddleware
from core.models import SubmittedForm
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def admin():
    return UserFactory(roles=["administrator"])


def form(**changes):
    return {"username": "baru", "full_name": "Orang Baru", "roles": ["registrar"], "reason": "SK", **changes}


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


def slow_view(read):
    @requires("inmates.import_people")
    @idempotency.reads_first(read)
    def view(request, **arguments):
        try:
            return HttpResponse(f"{idempotency.outcome_of(request)}, {connection.in_atomic_block}")
        except LookupError as error:
            return HttpResponse(f"{error}", status=422)

    return view


def answer_of(view, rf, user, **arguments):
    request = rf.post("/", {idempotency.FIELD: str(uuid.uuid4())})
    request.user = user
    return IdempotencyMiddleware(lambda _request: None).process_view(request, view, (), arguments)


@pytest.mark.usefixtures("committed")
def test_what_a_view_reads_first_is_read_outside_its_transaction(rf):
    view = slow_view(lambda request, number: (number, connection.in_atomic_block))

    response = answer_of(view, rf, UserFactory(roles=["registrar"]), number=7)

    assert response.content == b"(7, False), True"


def test_refusal_while_reading_first_reaches_the_view(rf):
    def read(request):
        raise LookupError("no such file")

    response = answer_of(slow_view(read), rf, UserFactory(roles=["registrar"]))

    assert (response.status_code, response.content) == (422, b"no such file")
    assert not SubmittedForm.objects.exists()


def test_nothing_is_read_first_for_a_stranger(rf, admin):
    read = []

    # The middleware leaves it to Django to call the view, whose guard refuses.
    assert answer_of(slow_view(read.append), rf, admin) is None
    assert read == []


def test_answer_is_not_shown_again_to_whoever_lost_the_permission(sign_in, admin):
    client, token = sign_in(admin), str(uuid.uuid4())
    colleague = UserFactory(roles=["registrar"], facility=admin.facility)
    data = {"full_name": "Nama Baru", "roles": ["registrar"], "is_active": "on", idempotency.FIELD: token}
    page = client.get(f"/pengguna/{colleague.public_id}/")
    shown = page.context["form"].initial if page.context else {}
    first = client.post(f"/pengguna/{colleague.public_id}/", {**shown, **data})
    admin.groups.clear()

    second = client.post(f"/pengguna/{colleague.public_id}/", {**shown, **data})

    assert (first.status_code, second.status_code) == (302, 403)
