"""Two at once on PostgreSQL: one certificate number, one blank and one file are each taken once."""

import pytest
from django.db import transaction

from certification.outside_tests import blank_register, result_import, test_outcomes
from certification.outside_tests.models.blanks import BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate
from certification.outside_tests.test_outcomes import Outcome
from tests.certification.outside_tests.test_result_import import row, taken_in
from tests.factories.outside import HELD, blanks, candidate, outside_test, results_file
from tests.together import at_once, done_at_once, made_to_wait

pytestmark = pytest.mark.postgres


@pytest.fixture
def test(committed):
    return outside_test()


def test_same_result_recorded_twice_at_once_is_one(test, officer):
    one = candidate(test)

    at_once(*[lambda: test_outcomes.record(one, Outcome("BK"), by=officer, version=1)] * 2)

    assert OutsideCandidate.objects.get().version == 2


def test_one_number_for_two_at_once_is_taken_once(test, officer):
    outcome = Outcome("K", "953 1", "", "", HELD, HELD)
    people = [candidate(test), candidate(test)]

    answers = done_at_once(*[lambda one=one: test_outcomes.record(one, outcome, by=officer) for one in people])

    assert sorted(answers) == ["done", "number_taken"]


def test_number_written_between_question_and_write_is_refused_and_no_fault(test, officer):
    outcome = Outcome("K", "953 1", "", "", HELD, HELD)
    first, second = candidate(test), candidate(test)

    with transaction.atomic():
        test_outcomes.record(first, outcome, by=officer)
        waiting = made_to_wait(lambda: test_outcomes.record(second, outcome, by=officer))

    assert waiting.result() == ["number_taken"]


def test_blanks_entered_between_question_and_write_are_refused_and_no_fault(test, officer):
    words = {"issuer": "LSP", "first_serial": "0001", "last_serial": "0003", "received_on": HELD}

    with transaction.atomic():
        blank_register.receive(test.training_center, by=officer, **words)
        waiting = made_to_wait(lambda: blank_register.receive(test.training_center, by=officer, **words))

    assert waiting.result() == ["known"]


def test_blanks_that_two_receive_at_once_come_in_once(test, officer):
    words = {"issuer": "LSP", "first_serial": "0001", "last_serial": "0003", "received_on": HELD}

    answers = done_at_once(*[lambda: blank_register.receive(test.training_center, by=officer, **words)] * 2)

    assert sorted(answers) == ["done", "known"]
    assert BlankSerial.objects.count() == 3


def test_file_is_accepted_once(test, officer):
    candidate(test, name="Ahmad Noor")
    found = taken_in(test, officer, data=results_file(row("Ahmad Noor", "", "BK")))
    seen = result_import.seal_of(result_import.comparison_of(found))

    at_once(*[lambda: result_import.accept(found, by=officer, seen=seen, rows=[2])] * 2)

    assert OutsideCandidate.objects.get().version == 2


def test_blank_is_settled_once(test, officer):
    sheet = blanks(test.training_center)[0]

    at_once(
        lambda: blank_register.settle(sheet, by=officer, state="lost", reason="Tidak ditemukan"),
        lambda: blank_register.settle(sheet, by=officer, state="spoiled", reason="Terkena air"),
    )

    assert BlankSerial.objects.get(pk=sheet.pk).state in ("lost", "spoiled")
    assert sheet.lot.received_on == HELD
