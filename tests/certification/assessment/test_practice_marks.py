"""Practice marks: by the instructors of the batch, dated, kept, and never a result."""

from datetime import date

import pytest

from certification.assessment import certificate_gate, practice_marks
from certification.assessment.models.evidence import PracticeMark
from certification.assessment.models.results import UnitResult
from certification.assessment.practice_marks import Seen
from core.errors import RuleViolation
from tests.factories.certification import class_of, staff
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def batch():
    return class_of(2, starts_on=date(2026, 11, 2))


@pytest.fixture
def instructor(batch):
    user = staff(batch.training_center, "instructor")
    batch.staff.create(user=user, duty="instructor")
    return user


def test_marks_are_kept_and_no_result_is_made_of_them(batch, unit, instructor):
    people = list(batch.enrollments.all())

    practice_marks.mark(batch, unit, [Seen(one, "alone", " Rapi ") for one in people], by=instructor, seen_on=TODAY)

    assert [(row.level, row.note) for row in PracticeMark.objects.all()] == [("alone", "Rapi")] * 2
    assert not UnitResult.objects.exists()
    assert "no_result" in [reason.code for reason in certificate_gate.standings(batch)[0].blockers]


def test_same_page_again_adds_nothing_and_another_level_a_mark(batch, unit, instructor):
    person = batch.enrollments.first()
    practice_marks.mark(batch, unit, [Seen(person, "helped")], by=instructor, seen_on=date(2026, 11, 20))

    same = practice_marks.mark(batch, unit, [Seen(person, "helped")], by=instructor, seen_on=TODAY)
    practice_marks.mark(batch, unit, [Seen(person, "alone")], by=instructor, seen_on=TODAY)

    assert same == []
    assert [row.level for row in PracticeMark.objects.order_by("pk")] == ["helped", "alone"]
    assert practice_marks.newest(batch)[person.pk, unit.pk].level == "alone"


@pytest.mark.parametrize("duty", ["", "assessor"])
def test_only_instructors_of_the_batch_mark(batch, unit, duty):
    user = staff(batch.training_center, "instructor")
    if duty:
        batch.staff.create(user=user, duty=duty)

    with pytest.raises(RuleViolation) as refused:
        practice_marks.mark(batch, unit, [], by=user, seen_on=TODAY)

    assert codes(refused) == ["not_assigned"]


@pytest.mark.parametrize(
    ("seen_on", "level", "expected"),
    [
        (date(2026, 11, 24), "alone", ["future"]),
        (date(2026, 11, 1), "alone", ["before"]),
        (TODAY, "expert", ["level"]),
    ],
)
def test_each_reason_against_a_mark(batch, unit, instructor, seen_on, level, expected):
    with pytest.raises(RuleViolation) as refused:
        practice_marks.mark(batch, unit, [Seen(batch.enrollments.first(), level)], by=instructor, seen_on=seen_on)

    assert codes(refused) == expected


@pytest.mark.parametrize("state", ["planned", "certified", "cancelled"])
def test_no_practice_before_and_after_the_batch(batch, instructor, state):
    batch.state = state

    assert [reason.code for reason in practice_marks.blockers(batch, by=instructor)] == ["state"]
