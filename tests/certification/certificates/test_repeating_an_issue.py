"""What failed of an issue is repeated: every certificate of the job has its file in the end, under its own number."""

import pytest
from django.conf import settings
from django.urls import reverse

from certification.certificates import approval, certificate_rendering, issue_certificates, preparation
from certification.register.models import Certificate
from certification.verification import statement_keys
from core.models import Job
from inmates.people.models import Person
from tests.certification.addresses import url
from tests.factories.certification import graduates

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(2)


def approved_of(batch, officer, head):
    preparation.prepare_batch(batch, by=officer)
    approval.approve_batch(batch, by=head, seen=approval.seen_in(approval.pairs_of(batch)))


def state_of(batch):
    rows = batch.certificates.order_by("number__number")
    return [(one.state, one.number and one.number.number, hasattr(one, "file")) for one in rows]


@pytest.fixture
def repeat(sign_in, officer, django_capture_on_commit_callbacks):
    def press():
        with django_capture_on_commit_callbacks(execute=True):
            return sign_in(officer).post(reverse("core:job_retry", args=[Job.objects.get().public_id]))

    return press


def test_files_that_could_not_be_made_are_made_when_it_is_repeated(
    batch, sign_in, officer, head, repeat, django_capture_on_commit_callbacks
):
    statement_keys.new_key(batch.training_center)
    approved_of(batch, officer, head)
    # The disk with the keys is not there.
    away = settings.STATEMENT_KEY_DIR.rename(settings.STATEMENT_KEY_DIR.with_name("away"))

    with django_capture_on_commit_callbacks(execute=True):
        sign_in(officer).post(url("batch_issue", batch.public_id))
    failed, before = Job.objects.get().state, state_of(batch)
    away.rename(settings.STATEMENT_KEY_DIR)
    answer = repeat()

    assert (failed, before) == ("failed", [("issued", 1, False), ("issued", 2, False)])
    assert (answer.status_code, Job.objects.get().state) == (302, "done")
    assert state_of(batch) == [("issued", 1, True), ("issued", 2, True)]


def test_whoever_could_not_be_issued_at_first_gets_the_file_too(
    batch, officer, head, repeat, django_capture_on_commit_callbacks
):
    approved_of(batch, officer, head)
    with django_capture_on_commit_callbacks(execute=True):
        issue_certificates.issue_batch(batch, by=officer)
        # Somebody corrects a name between the press of the button and the work.
        Person.objects.filter(pk=batch.enrollments.first().person_id).update(birth_place="Barabai")
    failed = Job.objects.get().state, sorted(state_of(batch), key=str)
    approval.approve_batch_again(batch, by=head, seen=approval.seen_in(approval.pairs_of(batch)))

    repeat()

    assert failed == ("failed", [("approved", None, False), ("issued", 1, True)])
    assert Job.objects.get().state == "done"
    assert state_of(batch) == [("issued", 1, True), ("issued", 2, True)]
    assert list(certificate_rendering.waiting_for_file()) == []
    assert Certificate.objects.count() == 2
