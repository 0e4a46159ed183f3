"""What the database itself refuses of results, numbers and certificates, each constraint violated once."""

import uuid

import pytest

from certification.issue import issuing, rendering
from certification.models import Certificate, CheckCounter, PrintRecord, SeriesNumber, UnitResult
from core import clock
from tests.constraints import assert_refused, change, copy_of, names_of
from tests.factories.certification import NumberSeriesFactory, UnitResultFactory, approved, graduates, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued():
    batch = graduates(1)
    officer = staff(batch.training_center, "certificate_officer")
    return issuing.issue(approved(batch.enrollments.get()), by=officer)


def second_in_force(issued):
    number = SeriesNumber.objects.create(series=issued.number.series, number=2, given_at=clock.now())
    copy_of(Certificate.objects.get(), state="issued", number=number, code="1" * 26, public_id=uuid.uuid4())


def second_in_the_making(issued):
    for _ in range(2):
        approved(issued.enrollment)


def second_copy(issued):
    for _ in range(2):
        PrintRecord.objects.create(certificate=issued, printed_by=issued.issued_by, copy=1, run=issued.public_id)


def second_counter(issued):
    for _ in range(2):
        CheckCounter.objects.create(address="x", window=1)


def decided_by_who_asked(issued):
    change(
        issued, state="revoked", revoked_at=clock.now(), revoked_by=issued.issued_by, revocation_reason="Salah cetak",
        revocation_requested_by=issued.issued_by,
    )  # fmt: skip


CASES = {
    "unit_result_attempt_is_unique": lambda issued: copy_of(UnitResult.objects.first()),
    "unit_result_not_yet_has_feedback": lambda issued: UnitResultFactory(
        enrollment=issued.enrollment, attempt=2, result="BK", feedback=""
    ),
    "number_series_one_a_center_paper_and_year": lambda issued: NumberSeriesFactory(
        training_center=issued.batch.training_center
    ),
    "series_number_is_given_once": lambda issued: copy_of(SeriesNumber.objects.get()),
    "certificate_one_in_force_a_person_and_batch": second_in_force,
    "certificate_one_in_the_making_a_person_and_batch": second_in_the_making,
    "certificate_issued_has_a_number": lambda issued: change(issued, number=None),
    "certificate_approved_by_another_person": lambda issued: change(issued, approved_by=issued.prepared_by),
    "certificate_is_revoked_with_a_reason": lambda issued: change(
        issued, state="revoked", revoked_at=clock.now(), revoked_by=issued.approved_by
    ),
    "certificate_revoked_by_another_person": decided_by_who_asked,
    "print_record_copy_is_unique": second_copy,
    "check_counter_one_a_window": second_counter,
}


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(issued, name):
    assert_refused(name, lambda: CASES[name](issued))


def test_every_constraint_is_violated_once():
    assert set(CASES) == names_of("certification")


@pytest.mark.parametrize("missing", ["code", "issued_at", "issued_by"])
def test_issued_certificate_has_code_moment_and_issuer(issued, missing):
    assert_refused("certificate_issued_has_a_number", lambda: change(issued, **{missing: None}))


def test_file_stands_once_for_a_certificate(issued):
    file = rendering.render(issued)

    assert_refused("certification_certificatefile", lambda: copy_of(file))


def test_code_stands_on_one_certificate(issued):
    other = graduates(1)
    second = issuing.issue(approved(other.enrollments.get()), by=staff(other.training_center, "certificate_officer"))

    assert_refused("certification_certificate_code", lambda: change(second, code=issued.code))


@pytest.mark.parametrize("state", ["revoked", "superseded"])
def test_what_is_out_of_force_makes_room_for_another(issued, state):
    fields = {"revoked_at": clock.now(), "revoked_by": issued.approved_by, "revocation_reason": "Salah cetak"}
    change(issued, state=state, **(fields if state == "revoked" else {}))

    second_in_force(issued)

    assert sorted(Certificate.objects.values_list("state", flat=True)) == sorted(["issued", state])
