"""Registrations of assessors: dated, withdrawn with a reason, asked on the day of each result."""

from datetime import date

import pytest

from certification.assessment import assessor_registrations, minutes_words, unit_results
from certification.assessment.models.assessors import AssessorRegistration
from core import clock
from core.errors import RuleViolation
from inmates.inbox.models import InboxTask
from tests.factories.certification import AssessorRegistrationFactory, assessor_of, class_of, staff
from tests.reasons import codes

pytestmark = pytest.mark.django_db
CARD = {
    "number": "MET.000.001234 2026",
    "issuing_body": "BNSP",
    "valid_from": date(2026, 1, 1),
    "valid_until": date(2028, 12, 31),
}


@pytest.fixture
def assessor(batch):
    return staff(batch.training_center, "assessor")


def test_registration_is_recorded_with_its_days(assessor, coordinator):
    row = assessor_registrations.register(assessor, by=coordinator, **{**CARD, "number": " MET.1 "})

    assert (row.number, row.valid_until, row.recorded_by) == ("MET.1", date(2028, 12, 31), coordinator)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"number": " "}, ["empty"]),
        ({"issuing_body": ""}, ["empty"]),
        ({"valid_until": date(2025, 12, 31)}, ["days"]),
        ({"number": "MET.TAKEN"}, ["taken"]),
        ({"number": "MET.OWN"}, ["recorded"]),
        ({"number": "MET.OWN", "valid_from": date(2026, 1, 2)}, []),
    ],
)
def test_each_reason_against_a_registration(assessor, coordinator, fields, expected):
    AssessorRegistrationFactory(number="MET.TAKEN")
    AssessorRegistrationFactory(assessor=assessor, number="MET.OWN", valid_from=date(2026, 1, 1))

    assert codes(assessor_registrations.blockers(assessor, by=coordinator, **{**CARD, **fields})) == expected


def test_only_assessors_are_registered_and_only_by_their_coordinator(assessor, coordinator):
    stranger = staff(class_of(1).training_center, "blk_coordinator")

    assert codes(assessor_registrations.blockers(coordinator, by=coordinator, **CARD)) == ["no_assessor"]
    assert codes(assessor_registrations.blockers(assessor, by=stranger, **CARD)) == ["not_authorized"]


@pytest.mark.parametrize(
    ("rows", "expected", "words"),
    [
        ([], ["registration"], "Belum ada registrasi"),
        ([(date(2025, 1, 1), date(2026, 11, 22))], ["registration"], "22 Nov 2026"),
        ([(date(2026, 11, 24), date(2027, 11, 22))], ["registration"], "24 Nov 2026"),
        ([(date(2026, 11, 23), date(2026, 11, 23))], [], ""),
        ([(date(2025, 1, 1), date(2026, 11, 22)), (date(2026, 11, 23), date(2029, 1, 1))], [], ""),
    ],
)
def test_result_needs_a_registration_of_that_day(batch, assessor, rows, expected, words):
    batch.staff.create(user=assessor, duty="assessor")
    for since, until in rows:
        AssessorRegistrationFactory(assessor=assessor, valid_from=since, valid_until=until)

    found = unit_results.assessor_blockers(batch, by=assessor)

    assert codes(found) == expected
    assert words in " ".join(str(reason) for reason in found)


def test_withdrawn_registration_holds_no_longer_and_stays_readable(batch, coordinator):
    assessor = assessor_of(batch)
    row = assessor.registrations.get()
    with pytest.raises(RuleViolation) as refused:
        assessor_registrations.withdraw(row, by=coordinator, reason="salah")
    assert codes(refused.value.reasons) == ["reason"]

    assessor_registrations.withdraw(row, by=coordinator, reason="Nomor orang lain")

    assert codes(unit_results.assessor_blockers(batch, by=assessor)) == ["registration"]
    assert AssessorRegistration.objects.get().withdraw_reason == "Nomor orang lain"
    with pytest.raises(RuleViolation) as refused:
        assessor_registrations.withdraw(row, by=coordinator, reason="Nomor orang lain")
    assert codes(refused.value.reasons) == ["withdrawn"]


@pytest.mark.parametrize(
    ("rows", "until", "runs_out"),
    [
        ([(date(2025, 1, 1), date(2027, 2, 21))], date(2027, 2, 21), True),
        ([(date(2025, 1, 1), date(2027, 2, 22))], date(2027, 2, 22), False),
        # Renewed without a gap; with a gap of a day it ends before.
        ([(date(2025, 1, 1), date(2026, 12, 1)), (date(2026, 12, 2), date(2029, 1, 1))], date(2029, 1, 1), False),
        ([(date(2025, 1, 1), date(2026, 12, 1)), (date(2026, 12, 3), date(2029, 1, 1))], date(2026, 12, 1), True),
        ([(date(2025, 1, 1), date(2026, 11, 1))], None, False),
    ],
)
def test_standing_of_an_assessor(assessor, rows, until, runs_out):
    made = [AssessorRegistrationFactory(assessor=assessor, valid_from=a, valid_until=b) for a, b in rows]

    standing = assessor_registrations.standing_of(assessor, made, date(2026, 11, 23))

    assert (standing.until, standing.runs_out) == (until, runs_out)


def test_coordinator_is_warned_ninety_days_ahead_once_and_until_it_is_renewed(batch, coordinator):
    assessor = assessor_of(batch)
    assessor.registrations.update(valid_until=date(2027, 1, 31))
    far = assessor_of(batch)

    assessor_registrations.warn()
    assessor_registrations.warn()

    task = InboxTask.objects.open().get(kind="certification.assessor_runs_out")
    assert (task.values["name"], task.role, task.due_on) == (assessor.full_name, "blk_coordinator", date(2027, 1, 31))
    assert far.registrations.get().valid_until == date(2027, 12, 31)
    assessor_registrations.register(assessor, by=coordinator, **{**CARD, "valid_from": date(2027, 2, 1)})
    assert not InboxTask.objects.open().exists()


def test_minutes_name_the_registration_of_that_day(batch):
    assessor = assessor_of(batch)
    row = assessor.registrations.get()

    found = [party for pair in minutes_words.pairs_of(batch, clock.today("Asia/Makassar")) for party in pair]

    assert [one["number"] for one in found if one["role"] == "Asesor"] == [f"Nomor asesor {row.number}"]
    later = [party for pair in minutes_words.pairs_of(batch, date(2030, 1, 1)) for party in pair]
    assert [one["number"] for one in later if one["role"] == "Asesor"] == [assessor.staff_number]


@pytest.mark.parametrize("size", [1, 12])
def test_standings_cost_one_query(batch, django_assert_num_queries, size):
    people = [assessor_of(batch) for _ in range(size)]

    with django_assert_num_queries(1):
        assert len(assessor_registrations.standings(people, date(2026, 11, 23))) == size
