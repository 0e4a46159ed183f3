"""Each reason against a sign-off."""

from datetime import date

import pytest

from certification.assessment import batch_sign_off, certificate_gate
from tests.factories.certification import (
    assess_all,
    assessor_of,
    class_of,
    graduates,
    staff,
)
from tests.reasons import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(1)


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
