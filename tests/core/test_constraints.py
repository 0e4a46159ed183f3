"""What the database itself refuses of records that know nothing of the domain, and of the users of an office."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AccessReview, RoleRequest, SeparateRoles, TrainingCenter
from accounts.models.factors import CardCode, CodeCard, FactorCounter
from core import access, audit, clock
from core.models import AccessLogEntry, AuditEvent, DestroyedRow, Job, JobItem, KeyMark, StoredFile, SubmittedForm
from tests.constraints import assert_refused, change, copy_of, names_of
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def second_event(user):
    audit.record("user.add", by=user, target=user)
    copy_of(AuditEvent.objects.get())


def second_token(user):
    token = uuid.uuid4()
    for _ in range(2):
        SubmittedForm.objects.create(user=user, token=token, path="/")


def second_position(user):
    job = Job.objects.create(kind="x", title="x", office=user.office_code, created_by=user)
    for _ in range(2):
        JobItem.objects.create(job=job, position=1, label="x", reference="1")


def second_mark(_user):
    KeyMark.objects.create(pk=2, digest="x")


def second_digest(_user):
    for _ in range(2):
        DestroyedRow.objects.create(table="programs_markrevision", key=1, digest="0" * 64)


def second_file(_user):
    for _ in range(2):
        StoredFile.objects.create(name="photos/a.jpg", content=b"x", size=1)


CASES = {
    "stored_file_has_its_name_alone": second_file,
    "destroyed_row_once": second_digest,
    "key_mark_is_one": second_mark,
    "audit_event_sequence_is_unique": second_event,
    "submitted_form_token_is_used_once": second_token,
    "job_item_position_is_unique": second_position,
}


@pytest.fixture
def user():
    return UserFactory(roles=["registrar"])


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(user, name):
    assert_refused(name, lambda: CASES[name](user))


def test_every_constraint_is_violated_once():
    assert set(CASES) == names_of("core")


@pytest.mark.parametrize(
    "offices",
    [
        lambda: {"facility": None, "training_center": None, "region": ""},
        lambda: {"facility": FacilityFactory(), "training_center": TrainingCenterFactory(), "region": ""},
        lambda: {"facility": FacilityFactory(), "region": "Kalimantan Selatan"},
        lambda: {"facility": None, "training_center": TrainingCenterFactory(), "region": "Kalimantan Selatan"},
    ],
    ids=["none", "both offices", "facility and region", "center and region"],
)
def test_user_belongs_to_one_office(user, offices):
    assert_refused("user_belongs_to_one_office", lambda: change(user, **offices()))


def test_password_is_confirmed_by_another(user):
    by = UserFactory()
    assert_refused(
        "password_is_confirmed_by_another", lambda: change(user, password_given_by=by, password_confirmed_by=by)
    )


@pytest.fixture
def asked(user):
    return RoleRequest.objects.create(user=user, roles=["case_officer"], reason="SK", asked_by=UserFactory())


@pytest.fixture
def reviewed(user):
    return AccessReview.objects.create(facility=user.facility, quarter="2026-4", listed=[], reviewed_by=user)


def decided(asked, **changes):
    change(asked, **{"state": "confirmed", "decided_at": clock.now(), "decided_by": UserFactory(), **changes})


OF_POWER = {
    "separate_roles_once": lambda asked, _review: copy_of(SeparateRoles.objects.first()),
    "role_request_one_waiting_a_user": lambda asked, _review: copy_of(asked),
    "role_request_is_for_another": lambda asked, _review: change(asked, asked_by=asked.user),
    "role_request_is_not_decided_by_its_user": lambda asked, _review: decided(asked, decided_by=asked.user),
    "role_request_is_decided_by_another": lambda asked, _review: decided(asked, decided_by=asked.asked_by),
    "role_request_decided_has_a_time": lambda asked, _review: decided(asked, decided_at=None),
    "role_request_refused_says_why": lambda asked, _review: decided(asked, state="refused"),
    "access_review_once_a_quarter_of_facility": lambda _asked, review: copy_of(review),
    "access_review_once_a_quarter_of_center": lambda _asked, review: two_of_a_center(review),
    "access_review_is_of_one_office": lambda _asked, review: change(review, facility=None),
}


def two_of_a_center(review):
    for _one in range(2):
        copy_of(review, facility=None, training_center=TrainingCenter.objects.first() or TrainingCenterFactory())


@pytest.mark.parametrize("name", OF_POWER)
def test_database_refuses_power_by_one_person(asked, reviewed, name):
    assert_refused(name, lambda: OF_POWER[name](asked, reviewed))


@pytest.fixture
def card(user):
    return CodeCard.objects.create(user=user, printed_by=UserFactory())


def second_code(card):
    copy_of(CardCode.objects.create(card=card, number=1, digest="x"))


def second_active_card(card):
    change(card, activated_at=clock.now(), activated_by=UserFactory())
    copy_of(card, activated_at=clock.now())


OF_FACTORS = {
    "code_card_one_waiting_a_user": copy_of,
    "code_card_one_active_a_user": second_active_card,
    "code_card_is_activated_by_another": lambda card: change(
        card, activated_at=clock.now(), activated_by=card.printed_by
    ),
    "code_card_is_printed_by_another": lambda card: change(card, printed_by=card.user),
    "code_card_activated_has_a_time": lambda card: change(card, activated_by=UserFactory()),
    "card_code_number_once_a_card": second_code,
    "factor_counter_one_a_window": lambda _card: copy_of(FactorCounter.objects.create(address="x", window=1)),
}


@pytest.mark.parametrize("name", OF_FACTORS)
def test_database_refuses_a_second_factor_by_one_person(card, name):
    assert_refused(name, lambda: OF_FACTORS[name](card))


def test_every_constraint_of_users_is_violated_once():
    of_users = {"user_belongs_to_one_office", "password_is_confirmed_by_another"}
    # In tests/accounts/test_refused_passwords.py.
    of_users |= {"password_is_refused_by_another", "password_refusal_says_why"}
    assert names_of("accounts") == {*of_users, *OF_POWER, *OF_FACTORS}


def test_token_of_another_user_is_another_form(user):
    token = uuid.uuid4()
    for one in (user, UserFactory()):
        SubmittedForm.objects.create(user=one, token=token, path="/")

    assert SubmittedForm.objects.filter(token=token).count() == 2


@pytest.mark.parametrize("model", [AuditEvent, AccessLogEntry])
@pytest.mark.parametrize(
    "act",
    [
        lambda row: change(row, at=clock.now()),
        lambda row: row.delete(),
        lambda row: type(row).objects.all().delete(),
    ],
    ids=["update", "delete", "delete every row"],
)
def test_records_of_what_happened_are_neither_changed_nor_deleted(user, model, act):
    audit.record("user.add", by=user, target=user)
    access.log(access.Kind.VIEW, user, by=user, what="account")
    row = model.objects.get()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act(row)

    assert model.objects.get() == row
