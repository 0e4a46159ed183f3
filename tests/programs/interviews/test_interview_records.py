"""Intake interviews, training plans, and whom to talk to."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from programs.interviews import interview_records
from programs.interviews.interview_records import Said
from programs.interviews.models import Interview, TrainingGoal
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, PersonFactory, VocationFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)


@pytest.fixture
def person(officer):
    return PersonFactory(facility=officer.facility, with_custody=True, education="", adjustments="")


@pytest.fixture
def vocations():
    return tuple(VocationFactory(code=code, name=code) for code in ("welding", "sewing", "automotive", "carpentry"))


def record(person, officer, said=None, **changes):
    values = {"held_on": TODAY, "said": said or Said(wishes="Buka bengkel"), "entry": "direct", **changes}
    return interview_records.record_interview(person, by=officer, **values)


# The interview


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(), ["nothing_said"]),
        (Said(education="SMP", adjustments="Tidak boleh mengangkat berat"), ["nothing_said"]),
        (Said(education="SMA"), []),
        (Said(adjustments="Mudah lelah"), []),
        (Said(skills=("sewing",)), []),
        (Said(prior_work="Belum pernah bekerja"), []),
        (Said(prior_certificates="SIM B"), []),
        (Said(wishes="Buka bengkel"), []),
    ],
)
def test_an_interview_answers_something_that_the_profile_does_not_say_already(person, said, expected):
    Person.objects.update(education="SMP", adjustments="Tidak boleh mengangkat berat")
    person.refresh_from_db()

    assert codes(interview_records.interview_blockers(person, said, held_on=TODAY)) == expected


def test_a_wish_for_a_trade_alone_is_an_answer(person, vocations):
    said = Said(interests=vocations[:1])

    assert interview_records.interview_blockers(person, said, held_on=TODAY) == []


def test_interview_keeps_what_was_said_with_wishes_in_order(person, officer, vocations):
    said = Said(
        skills=("sewing", "welding"),
        prior_work="Tukang las 3 tahun",
        prior_certificates="SIM B",
        education="SMP",
        interests=vocations[2::-1],
        wishes="Buka bengkel",
        adjustments="Tidak boleh mengangkat berat",
    )

    made = record(person, officer, said, entry="paper", held_on=date(2026, 11, 20))

    made.refresh_from_db()
    assert (made.facility, made.held_on, made.entry, made.recorded_by) == (
        officer.facility,
        date(2026, 11, 20),
        "paper",
        officer,
    )
    assert made.skills == ["welding", "sewing"], "in the order of the list, whoever ticked what first"
    assert [str(label) for label in made.skill_labels] == ["Las", "Menjahit"]
    assert [(one.rank, one.vocation.code) for one in made.interests.all()] == [
        (1, "automotive"),
        (2, "sewing"),
        (3, "welding"),
    ]
    assert (made.prior_work, made.prior_certificates, made.wishes) == ("Tukang las 3 tahun", "SIM B", "Buka bengkel")


def test_what_the_profile_lacks_is_completed_from_the_interview(person, officer):
    record(person, officer, Said(education="SMP", adjustments="Duduk"))

    person.refresh_from_db()
    assert (person.education, person.adjustments) == ("SMP", "Duduk")
    assert {event.action for event in AuditEvent.objects.all()} == {"interview.record", "person.correct"}


def test_what_the_profile_knows_is_not_overwritten_by_nothing(person, officer):
    Person.objects.update(education="SMA", adjustments="Duduk")

    record(person, officer, Said(education="SD", adjustments=""))

    person.refresh_from_db()
    assert (person.education, person.adjustments) == ("SMA", "Duduk")
    assert {event.action for event in AuditEvent.objects.all()} == {"interview.record"}


def test_later_interview_replaces_none(person, officer):
    first, second = record(person, officer), record(person, officer)

    assert list(person.interviews.all()) == [second, first]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (lambda vocations: Said(skills=("welding", "flying")), "unknown_skill"),
        (lambda vocations: Said(interests=(vocations[0], vocations[0])), "interest_twice"),
        (lambda vocations: Said(interests=vocations), "too_many_interests"),
    ],
)
def test_interview_that_cannot_be_kept(person, officer, vocations, said, code):
    with pytest.raises(RuleViolation) as caught:
        record(person, officer, said(vocations))

    assert (codes(caught), Interview.objects.count()) == ([code], 0)


def test_interview_from_before_the_arrival_is_not_kept(person, officer):
    CustodyPeriod.objects.filter(person=person).update(from_date=date(2026, 11, 20))

    with pytest.raises(RuleViolation) as caught:
        record(person, officer, held_on=date(2026, 11, 19))

    assert [str(reason) for reason in caught.value.reasons] == [
        "Hari itu sebelum kedatangan pada 20 Nov 2026. Periksa tanggal wawancara."
    ]
    assert record(person, officer, held_on=date(2026, 11, 20)).held_on == date(2026, 11, 20)


def test_interview_of_tomorrow_is_not_kept(person, officer):
    with pytest.raises(RuleViolation) as caught:
        record(person, officer, held_on=date(2026, 11, 24))

    assert codes(caught) == ["in_future"]


def test_nobody_is_interviewed_who_is_not_here(person, officer):
    Person.objects.update(facility=None)

    for command in (lambda: record(person, officer), lambda: goal(person, officer)):
        with pytest.raises(RuleViolation) as caught:
            command()
        assert codes(caught) == ["not_in_custody"]


# Who is to be talked to


def here_since(facility, day, **changes):
    person = PersonFactory(facility=facility, **changes)
    CustodyPeriod.objects.create(person=person, facility=facility, from_date=day)
    return person


@pytest.mark.parametrize(("days", "is_late"), [(14, False), (15, True)])
def test_interview_is_overdue_after_two_weeks(officer, days, is_late):
    person = here_since(officer.facility, TODAY - timedelta(days=days))

    late = interview_records.overdue(Person.objects.all(), on=TODAY)

    assert [(one, one.held_since) for one in late] == ([(person, TODAY - timedelta(days=days))] if is_late else [])


def test_whoever_was_talked_to_here_is_not_overdue_and_elsewhere_does_not_count(officer):
    talked, moved = (here_since(officer.facility, date(2026, 1, 5)) for _ in range(2))
    record(talked, officer)
    Interview.objects.create(person=moved, facility=FacilityFactory(), held_on=TODAY, recorded_by=officer)

    assert list(interview_records.overdue(Person.objects.all(), on=TODAY)) == [moved]


def test_only_the_running_stay_counts(officer):
    person = here_since(officer.facility, date(2026, 11, 20))
    CustodyPeriod.objects.create(
        person=person,
        facility=officer.facility,
        from_date=date(2025, 1, 6),
        until=date(2025, 6, 6),
        leaving="full_term",
    )

    assert list(interview_records.overdue(Person.objects.all(), on=TODAY)) == []


@pytest.mark.parametrize(("days", "is_late"), [(14, False), (15, True)])
def test_whoever_came_on_an_unknown_day_is_here_since_the_record(officer, days, is_late):
    person = here_since(officer.facility, None)
    CustodyPeriod.objects.update(recorded_at=MONDAY - timedelta(days=days))

    assert list(interview_records.overdue(Person.objects.all(), on=TODAY)) == ([person] if is_late else [])


# Goals


def goal(person, officer, **changes):
    values = {"text": " Las dasar ", "due_on": date(2026, 12, 31), **changes}
    return interview_records.set_goal(person, by=officer, **values)


def test_goal_stands_in_the_plan(person, officer, vocations):
    made = goal(person, officer, vocation=vocations[0])

    assert (made.text, made.vocation, made.due_on, made.state, made.made_by) == (
        "Las dasar",
        vocations[0],
        date(2026, 12, 31),
        "open",
        officer,
    )
    assert AuditEvent.objects.get().action == "training_goal.set"


def test_goal_may_be_due_today_but_not_yesterday(person, officer):
    goal(person, officer, due_on=TODAY)

    with pytest.raises(RuleViolation) as caught:
        goal(person, officer, due_on=date(2026, 11, 22))

    assert (codes(caught), TrainingGoal.objects.count()) == (["in_the_past"], 1)


@pytest.mark.parametrize("state", ["reached", "dropped"])
def test_goal_is_closed_with_what_came_of_it(person, officer, state):
    closed = interview_records.close_goal(goal(person, officer), by=officer, state=state, note=" Lulus dengan baik ")

    closed.refresh_from_db()
    assert (closed.state, closed.close_note, closed.closed_on) == (state, "Lulus dengan baik", TODAY)
    assert AuditEvent.objects.latest("pk").action == "training_goal.close"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "open"}, ["no_such_state"]),
        ({"state": "nonsense"}, ["no_such_state"]),
        ({"note": " ok "}, ["note_missing"]),
        ({"state": "", "note": ""}, ["no_such_state", "note_missing"]),
    ],
)
def test_goal_is_not_closed_so(person, officer, changes, expected):
    open_goal = goal(person, officer)

    with pytest.raises(RuleViolation) as caught:
        interview_records.close_goal(open_goal, by=officer, **{"state": "reached", "note": "Lulus", **changes})

    assert codes(caught) == expected


def test_goal_is_closed_once(person, officer):
    closed = interview_records.close_goal(goal(person, officer), by=officer, state="reached", note="Lulus")

    with pytest.raises(RuleViolation) as caught:
        interview_records.close_goal(closed, by=officer, state="dropped", note="Berubah")

    assert codes(caught) == ["closed_already"]


def test_database_too_keeps_no_closed_goal_without_a_result(person, officer):
    goal(person, officer)

    with pytest.raises(IntegrityError, match="training_goal_is_closed_with_a_result"), transaction.atomic():
        TrainingGoal.objects.update(state="reached", closed_on=TODAY)


def test_goals_are_due_from_the_day_after(person, officer):
    today, late, closed = (goal(person, officer) for _ in range(3))
    TrainingGoal.objects.filter(pk=today.pk).update(due_on=TODAY)
    TrainingGoal.objects.exclude(pk=today.pk).update(due_on=date(2026, 11, 22))
    interview_records.close_goal(closed, by=officer, state="dropped", note="Pindah")

    assert list(interview_records.goals_due(TrainingGoal.objects.all(), on=TODAY)) == [late]


def test_what_a_form_hands_over_has_no_empty_wishes(vocations):
    texts = {"prior_work": " Las ", "prior_certificates": "", "education": "SD", "wishes": "", "adjustments": " "}

    said = interview_records.said_from({"skills": ["welding"], **texts}, [vocations[0], None, vocations[1]])

    assert said == Said(("welding",), "Las", "", "SD", (vocations[0], vocations[1]), "", "")
