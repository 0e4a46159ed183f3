"""The register of blanks: every serial that came in is somewhere."""

from datetime import date

import pytest

from certification.outside_tests import blank_register, test_outcomes
from certification.outside_tests.models.blanks import BlankLot, BlankSerial
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.certification.outside_tests.test_test_outcomes import CERTIFICATE
from tests.factories.certification import staff
from tests.factories.outside import blanks, candidate, certified, outside_test
from tests.reasons import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def center():
    return outside_test().training_center


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


@pytest.mark.parametrize(
    ("first", "last", "serials"),
    [
        ("0098", "0101", ["0098", "0099", "0100", "0101"]),
        (" BNSP 0009 ", "BNSP 0010", ["BNSP 0009", "BNSP 0010"]),
        ("A-7", "A-7", ["A-7"]),
        ("2026/A1", "2026/A3", ["2026/A1", "2026/A2", "2026/A3"]),
        ("0101", "0098", []),
        ("99", "100", []),
        ("A1", "B2", []),
        ("A", "B", []),
        ("0001", "2001", []),
    ],
)
def test_serials_between_two(first, last, serials):
    assert blank_register.serials_between(first, last) == serials


def test_largest_lot_is_two_thousand_sheets():
    assert len(blank_register.serials_between("0001", "2000")) == 2000


def receive(center, officer, first="0001", last="0003", received_on=date(2026, 11, 23)):
    return blank_register.receive(
        center, by=officer, issuer=" LSP ", first_serial=first, last_serial=last, received_on=received_on
    )


def test_received_blanks_stand_in_the_register(center, officer):
    lot = receive(center, officer)

    assert (lot.issuer, lot.received_by) == ("LSP", officer)
    assert list(lot.serials.values_list("serial", "state")) == [("0001", "free"), ("0002", "free"), ("0003", "free")]
    assert AuditEvent.objects.get(action="blanks.receive").details == {"count": 3, "first": "0001", "last": "0003"}


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({"first": "0009", "last": "0001"}, ["row"]),
        ({"first": "0003", "last": "0005"}, ["known"]),
        ({"first": "0004", "last": "0005", "received_on": date(2026, 11, 24)}, ["day"]),
    ],
)
def test_blanks_are_refused(center, officer, values, reasons):
    receive(center, officer)

    with pytest.raises(RuleViolation) as refused:
        receive(center, officer, **values)

    assert codes(refused.value.reasons) == reasons


def test_blanks_of_another_center_may_have_the_same_serials(center, officer):
    receive(center, officer)
    other = outside_test().training_center

    receive(other, staff(other, "certificate_officer"))

    assert BlankSerial.objects.filter(serial="0001").count() == 2


def test_serial_that_a_result_named_before_is_used_at_once(center, officer):
    held = certified(outside_test(center), blank_serial="0002")

    lot = receive(center, officer)

    assert list(lot.serials.values_list("serial", "state", "candidate")) == [
        ("0001", "free", None),
        ("0002", "used", held.pk),
        ("0003", "free", None),
    ]


def test_result_uses_the_sheet_that_it_names(center, officer):
    sheet = blanks(center)[1]
    sent = candidate(outside_test(center))

    test_outcomes.record(sent, CERTIFICATE, by=officer)

    sheet.refresh_from_db()
    assert (sheet.serial, sheet.state, sheet.candidate, sheet.changed_by) == ("BNSP 0001002", "used", sent, officer)
    assert codes(blank_register.settle_blockers(sheet, by=officer)) == ["used"]


@pytest.mark.parametrize("state", ["spoiled", "returned", "lost"])
def test_sheet_is_settled_once(center, officer, state):
    sheet = blanks(center)[0]

    blank_register.settle(sheet, by=officer, state=state, reason=" Terkena air ")

    sheet.refresh_from_db()
    assert (sheet.state, sheet.reason, sheet.changed_by) == (state, "Terkena air", officer)
    assert codes(blank_register.settle_blockers(sheet, by=officer)) == ["settled"]


@pytest.mark.parametrize(
    ("state", "reason", "reasons"), [("used", "Terkena air", ["state"]), ("lost", "air", ["reason"])]
)
def test_settling_is_refused(center, officer, state, reason, reasons):
    with pytest.raises(RuleViolation) as refused:
        blank_register.settle(blanks(center)[0], by=officer, state=state, reason=reason)

    assert codes(refused.value.reasons) == reasons


@pytest.mark.parametrize("role", ["blk_head", "blk_coordinator"])
def test_only_the_officer_keeps_the_register(center, role):
    assert codes(blank_register.settle_blockers(blanks(center)[0], by=staff(center, role))) == ["not_authorized"]


def test_parts_of_a_lot_add_up_to_the_whole(center, officer, django_assert_num_queries):
    one, two, _three = blanks(center)
    blank_register.settle(one, by=officer, state="spoiled", reason="Terkena air")
    test_outcomes.record(candidate(outside_test(center)), CERTIFICATE, by=officer)
    receive(center, officer)

    with django_assert_num_queries(1):
        found = blank_register.stand(BlankLot.objects.filter(training_center=center))

    assert [(stand.lot.first_serial, stand.total, stand.states) for stand in found] == [
        ("0001", 3, {"free": 3, "used": 0, "spoiled": 0, "returned": 0, "lost": 0}),
        ("BNSP 0001001", 3, {"free": 1, "used": 1, "spoiled": 1, "returned": 0, "lost": 0}),
    ]
    assert two.serial == CERTIFICATE.blank_serial
