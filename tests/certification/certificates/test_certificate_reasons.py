"""Each reason against preparing, approving, printing, replacing, revoking and handing over."""

from datetime import date

import pytest

from certification.assessment import certificate_gate
from certification.certificates import (
    approval,
    copies,
    hand_overs,
    issue_certificates,
    preparation,
    replacement,
    revocation,
)
from certification.register.models import Certificate
from core import clock
from core.errors import RuleViolation
from tests.certification.files import with_file
from tests.factories.certification import (
    approved,
    graduates,
    staff,
)
from tests.reasons import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(1)


@pytest.fixture
def enrollment(batch):
    return batch.enrollments.get()


@pytest.fixture
def issued(enrollment, officer):
    return issue_certificates.issue(approved(enrollment), by=officer)


def set_state(certificate, state):
    """Puts a certificate into a state by force, with what the database wants to see beside it."""
    fields = {"revoked_at": clock.now(), "revocation_reason": "Nilai dipalsukan"} if state == "revoked" else {}
    if state == "revoked":
        fields["revoked_by"] = staff(certificate.batch.training_center, "blk_head")
    Certificate.objects.filter(pk=certificate.pk).update(state=state, **fields)
    certificate.refresh_from_db()


@pytest.mark.parametrize(
    ("state", "expected"),
    [("issued", []), ("revoked", ["out_of_force"]), ("superseded", ["out_of_force"])],
)
def test_only_what_is_in_force_is_printed(issued, officer, state, expected):
    with_file(issued)
    set_state(issued, state)

    assert codes(copies.blockers(issued, by=officer)) == expected


def test_paper_in_the_making_is_not_printed(enrollment, officer):
    assert codes(copies.blockers(approved(enrollment), by=officer)) == ["state"]


def test_copies_are_for_the_center_alone(issued):
    with_file(issued)
    stranger = staff(graduates(1).training_center, "certificate_officer")

    assert codes(copies.blockers(issued, by=stranger)) == ["not_authorized"]


def test_one_reason_is_given_once_for_many_certificates(officer, batch):
    both = [
        approved(enrollment) for enrollment in graduates(2, training_center=batch.training_center).enrollments.all()
    ]

    with pytest.raises(RuleViolation) as refused:
        copies.take_copies(both, by=officer)

    assert codes(refused.value.reasons) == ["state"]


@pytest.mark.parametrize("state", ["revoked", "superseded"])
def test_what_is_out_of_force_is_neither_replaced_nor_revoked(issued, officer, state):
    set_state(issued, state)

    assert "state" in codes(replacement.blockers(issued, by=officer))
    assert codes(revocation.request_blockers(issued, by=officer)) == ["state"]


def test_replacing_needs_the_role(issued, head):
    assert codes(replacement.blockers(issued, by=head)) == ["not_authorized"]


def test_replacement_asks_again_what_the_holder_has_earned(issued, officer):
    issued.enrollment.marks.update(minutes_present=0)

    assert codes(replacement.blockers(issued, by=officer)) == ["presence"]


def test_revocation_is_decided_by_the_head_only(issued, officer):
    revocation.request_revocation(issued, by=officer, category="error", reason="Nama salah dicetak")
    issued.refresh_from_db()
    other = staff(issued.batch.training_center, "certificate_officer")

    assert codes(revocation.approval_blockers(issued, by=other)) == ["not_authorized"]


@pytest.mark.parametrize("state", ["revoked", "superseded"])
def test_only_what_is_in_force_is_handed_over(issued, officer, state):
    set_state(issued, state)

    assert codes(hand_overs.blockers(issued, by=officer)) == ["state"]


def test_handing_over_needs_the_role(issued):
    teacher = staff(issued.batch.training_center, "instructor")

    assert codes(hand_overs.blockers(issued, by=teacher)) == ["not_authorized"]


def test_day_of_handing_over_is_from_the_issue_to_today(issued, officer):
    holder = issued.enrollment.person.full_name
    with clock.moved_to(clock.now() + 3 * 24 * 60 * clock.MINUTE):
        made = hand_overs.hand_over(issued, by=officer, handed_on=date(2026, 11, 24), received_by=f" {holder} ")

    assert (made.handed_on, made.received_by, made.recorded_by) == (date(2026, 11, 24), holder, officer)


def test_withdrawing_needs_the_role(enrollment, head):
    assert codes(preparation.withdraw_blockers(approved(enrollment), by=head)) == ["not_authorized"]


def test_preparing_a_batch_needs_the_role(batch, head):
    with pytest.raises(RuleViolation) as refused:
        preparation.prepare_batch(batch, by=head)

    assert codes(refused.value.reasons) == ["not_authorized"]


def test_preparing_needs_the_role(enrollment, head):
    standing = certificate_gate.standing_of(enrollment)

    assert codes(preparation.blockers(standing, paper="certificate", by=head)) == ["not_authorized"]


@pytest.mark.parametrize("role", ["certificate_officer", "instructor", "assessor", "blk_coordinator"])
def test_nobody_but_the_head_approves(enrollment, role):
    certificate = preparation.prepare(enrollment, by=staff(enrollment.batch.training_center, "certificate_officer"))
    other = staff(enrollment.batch.training_center, role)

    assert codes(approval.blockers(certificate, by=other)) == ["not_authorized"]


def test_batch_is_not_issued_by_somebody_without_the_role(batch, enrollment, head):
    approved(enrollment)

    with pytest.raises(RuleViolation) as refused:
        issue_certificates.issue_batch(batch, by=head)

    assert codes(refused.value.reasons) == ["not_authorized"]
