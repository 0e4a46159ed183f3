"""What the database itself refuses of records that know nothing of the domain, and of the users of an office."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from core import access, audit, clock
from core.models import AccessLogEntry, AuditEvent, Job, JobItem, SubmittedForm
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


CASES = {
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


def test_every_constraint_of_users_is_violated_once():
    assert names_of("accounts") == {"user_belongs_to_one_office"}


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
