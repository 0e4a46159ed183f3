"""Each reason of the gate before a certificate or a statement."""

from datetime import date

import pytest

from certification.assessment import certificate_gate
from programs.timetable.models.sessions import Session
from tests.factories.certification import (
    assess_all,
    class_of,
    graduates,
    sign,
)
from tests.reasons import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(1)


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


def test_session_of_another_batch_is_no_reason(batch):
    other = class_of(1)
    Session.objects.filter(batch=other).update(state="planned", finalized_by=None, finalized_at=None)

    assert codes(certificate_gate.batch_blockers(batch, is_signed=True)) == []
