"""Every reason of every question about certificates: a row each, with what brings it about."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from certification.assessment import batch_sign_off, certificate_gate
from certification.certificates import (
    approval,
    certificate_rendering,
    copies,
    hand_overs,
    issue_certificates,
    preparation,
    replacement,
    revocation,
)
from certification.register import number_series, register_proof
from certification.register.models import Certificate, CertificateFile, NumberSeries, SeriesNumber
from core import clock
from core.errors import RuleViolation
from programs.timetable.models.sessions import Session
from tests.factories.certification import (
    NumberSeriesFactory,
    approved,
    assess_all,
    assessor_of,
    class_of,
    graduates,
    sign,
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


# Copies


@pytest.mark.parametrize(
    ("state", "expected"),
    [("issued", []), ("revoked", ["out_of_force"]), ("superseded", ["out_of_force"])],
)
def test_only_what_is_in_force_is_printed(issued, officer, state, expected):
    certificate_rendering.render(issued)
    set_state(issued, state)

    assert codes(copies.blockers(issued, by=officer)) == expected


def test_paper_in_the_making_is_not_printed(enrollment, officer):
    assert codes(copies.blockers(approved(enrollment), by=officer)) == ["state"]


def test_copies_are_for_the_center_alone(issued):
    certificate_rendering.render(issued)
    stranger = staff(graduates(1).training_center, "certificate_officer")

    assert codes(copies.blockers(issued, by=stranger)) == ["not_authorized"]


def test_one_reason_is_given_once_for_many_certificates(officer, batch):
    both = [
        approved(enrollment) for enrollment in graduates(2, training_center=batch.training_center).enrollments.all()
    ]

    with pytest.raises(RuleViolation) as refused:
        copies.take_copies(both, by=officer)

    assert codes(refused.value.reasons) == ["state"]


# Replacing and revoking


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


# Handing over


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


# The gate


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda batch: None, []),
        (lambda batch: batch.sessions.filter(jp=4).update(state="planned"), ["sessions", "hours"]),
        (lambda batch: setattr(batch, "state", "running"), ["not_finished"]),
        (lambda batch: batch.sign_off.delete(), ["not_signed_off"]),
        (lambda batch: batch.enrollments.update(state="suspended"), ["suspended"]),
        (
            lambda batch: batch.enrollments.update(state="ended", ended_on=date(2026, 11, 20), end_reason="other"),
            ["left"],
        ),
        (lambda batch: batch.version.units.first().results.all().delete(), ["no_result"]),
        (lambda batch: batch.version.units.first().results.update(result="BK", feedback="Ulangi."), ["not_competent"]),
    ],
)
def test_each_reason_of_the_gate(batch, change, expected):
    change(batch)

    assert codes(certificate_gate.standings(batch)[0].blockers) == expected


def test_unit_that_is_no_core_unit_closes_no_gate(batch):
    extra = batch.version.units.last()
    type(extra).objects.filter(pk=extra.pk).update(is_core=False)
    extra.results.update(result="BK", feedback="Ulangi.")

    standing = certificate_gate.standings(batch)[0]

    assert (codes(standing.blockers), standing.is_competent) == ([], True)
    assert [unit.pk for unit in standing.not_yet_units] == [extra.pk]


@pytest.mark.parametrize(
    ("result", "state", "signed", "expected"),
    [
        ("K", "ended", False, ["not_signed"]),
        ("K", "ended", True, []),
        ("BK", "ended", False, ["no_unit", "not_signed"]),
        ("K", "completed", False, ["not_over"]),
        ("BK", "completed", False, ["no_unit", "not_over"]),
        ("K", "completed", True, ["certificate"]),
    ],
)
def test_each_reason_against_a_statement(result, state, signed, expected):
    batch = class_of(1)
    assess_all(batch, result)
    if state == "ended":
        batch.enrollments.update(state=state, ended_on=date(2026, 11, 20), end_reason="transfer")
    if signed:
        sign(batch)

    standing = certificate_gate.standings(batch)[0]

    assert codes(certificate_gate.statement_blockers(standing)) == expected


# Preparing and issuing


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


def test_sign_off_belongs_to_the_coordinator():
    batch = class_of(1)
    assess_all(batch)

    found = batch_sign_off.blockers(batch, certificate_gate.standings(batch), by=assessor_of(batch))

    assert codes(found) == ["not_authorized"]


def test_missing_results_are_counted_and_named():
    batch = class_of(2)
    coordinator = staff(batch.training_center, "blk_coordinator")

    found = batch_sign_off.blockers(batch, certificate_gate.standings(batch), by=coordinator)

    assert codes(found) == ["results"]
    assert found[0].values == {"count": 4}
    assert all(one.person.full_name in str(found[0].message) for one in batch.enrollments.all())


def test_results_of_who_left_are_not_waited_for():
    batch = class_of(2)
    left, stayed = batch.enrollments.all()
    assess_all(batch)
    left.unit_results.all().delete()
    batch.enrollments.filter(pk=left.pk).update(state="ended", ended_on=date(2026, 11, 20), end_reason="transfer")
    coordinator = staff(batch.training_center, "blk_coordinator")

    assert codes(batch_sign_off.blockers(batch, certificate_gate.standings(batch), by=coordinator)) == []
    assert stayed.unit_results.count() == 2


@pytest.mark.parametrize(("number", "expected"), [("BA-9", []), (" ", ["number"]), ("", ["number"])])
def test_minutes_need_a_number(batch, number, expected):
    assert codes(batch_sign_off.number_blockers(batch, number)) == expected


# Numbers


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("563/{number:04d}/BLK/{year}", []),
        ("{number}/{month}/{year}", []),
        ("{number:04d}/BLK", ["pattern"]),
        ("BLK/{year}", ["pattern"]),
        ("{number:04d}/{year}/{name}", ["pattern"]),
        ("{number:>9}/{year}", ["pattern"]),
        ("{number:04d/{year}", ["pattern"]),
        ("{number.real}/{year}", ["pattern"]),
        ("", ["pattern"]),
    ],
)
def test_patterns_that_cannot_serve(batch, pattern, expected):
    assert codes(number_series.pattern_blockers(pattern, batch.training_center, "certificate")) == expected


def test_pattern_of_another_paper_is_taken(batch):
    series = NumberSeriesFactory(training_center=batch.training_center)

    assert codes(number_series.pattern_blockers(series.pattern, batch.training_center, "statement")) == [
        "pattern_taken"
    ]
    assert codes(number_series.pattern_blockers(series.pattern, batch.training_center, "certificate")) == []


@pytest.mark.parametrize("reason", ["", "rusak", "         x"])
def test_voiding_a_number_needs_a_reason(batch, officer, reason):
    with pytest.raises(RuleViolation) as refused:
        number_series.void_next(batch.training_center, paper="certificate", by=officer, reason=reason)

    assert codes(refused.value.reasons) == ["reason"]
    assert not SeriesNumber.objects.exists()


# Proof of the register


def test_bytes_that_are_not_those_of_their_digest_are_noticed(issued):
    CertificateFile.objects.create(certificate=issued, content=b"%PDF-1.7", sha256="0" * 64)

    assert list(register_proof.contradictions()) == [f"{issued}: the stored file is not the one that was made"]


def test_missing_number_is_noticed(issued):
    NumberSeries.objects.update(last_number=3)

    found = list(register_proof.contradictions())

    assert len(found) == 2
    assert all("nothing stands behind it" in text for text in found)


def test_database_gives_a_number_once(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesNumber.objects.create(series=issued.number.series, number=1, given_at=clock.now())


def test_session_of_another_batch_is_no_reason(batch):
    other = class_of(1)
    Session.objects.filter(batch=other).update(state="planned", finalized_by=None, finalized_at=None)

    assert codes(certificate_gate.batch_blockers(batch, is_signed=True)) == []
