"""Papers are written under the lock of their batch, so that cancelling the batch cannot deadlock with them."""

import pytest
from django.db import transaction

from certification.certificates import issue_certificates, preparation, replacement
from programs.batches.lock_order import locked_alone
from programs.places.models import Enrollment
from tests.factories.certification import approved, graduates, staff
from tests.together import made_to_wait

pytestmark = pytest.mark.postgres
REASON = "Nama salah eja pada sertifikat"


def prepare_one(batch, officer):
    place = batch.enrollments.first()
    return lambda: preparation.prepare(place, by=officer).state


def prepare_all(batch, officer):
    return lambda: len(preparation.prepare_batch(batch, by=officer))


def issue_one(batch, officer):
    certificate = approved(batch.enrollments.first())
    return lambda: issue_certificates.issue(certificate, by=officer, render_after=False).state


def replace_one(batch, officer):
    certificate = issue_certificates.issue(approved(batch.enrollments.first()), by=officer, render_after=False)
    return lambda: replacement.replace(certificate, by=officer, reason=REASON).state


@pytest.mark.parametrize(
    ("step", "answer"),
    [(prepare_one, "prepared"), (prepare_all, 2), (issue_one, "issued"), (replace_one, "prepared")],
)
def test_who_writes_a_paper_holds_no_place_while_waiting_for_the_batch(committed, step, answer):
    batch = graduates(2)
    command = step(batch, staff(batch.training_center, "certificate_officer"))

    with transaction.atomic():
        # As calling off does: first the batch, then its places.
        locked_alone(batch)
        waits = made_to_wait(command)
        places = list(Enrollment.objects.select_for_update(nowait=True).filter(batch=batch))

    assert (len(places), waits.result(timeout=30)) == (2, [answer])
