"""Batches: every reason against a plan, a staff list and a move; the transition table; what a move brings about."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import RuleViolation
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.selection.models import Hearing
from programs.timetable import patterns, schedule_generation
from programs.timetable.models.sessions import Session
from tests.factories import (
    AgreementFactory,
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    UserFactory,
    VocationFactory,
)
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
State = Batch.State
REASON = "Dana belum turun tahun ini"
IN_OCTOBER = datetime(2026, 10, 5, 9, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture
def batch():
    """Planned, of one unit of 8 JP, covered by an agreement that names its vocation."""
    batch = BatchFactory(state=State.PLANNED, version__total_jp=8, version__units=1)
    batch.agreement.vocations.add(batch.version.program.vocation)
    return batch


@pytest.fixture
def scheduled(batch, officer, teacher):
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[])
    patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 8)])
    schedule_generation.generate(batch, by=officer)
    batch.refresh_from_db()
    return batch


def fresh(batch, **changes):
    """The batch as the database has it after `changes`."""
    Batch.objects.filter(pk=batch.pk).update(**changes)
    return Batch.objects.get(pk=batch.pk)


def plan_of(batch, **changes):
    plan = batch_plan.Plan(
        version=batch.version,
        agreement=batch.agreement,
        name="Las Sore 9/2026",
        capacity=16,
        starts_on=date(2026, 11, 2),
        assessment_on=date(2026, 11, 30),
        room="Bengkel las",
        funding_source="apbd",
    )
    return replace(plan, **changes)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"capacity": 0}, ["capacity"]),
        ({"capacity": 17}, ["capacity"]),
        ({"assessment_on": date(2026, 11, 1)}, ["dates"]),
        ({"funding_source": "lottery"}, ["funding"]),
        ({"name": " "}, ["unnamed"]),
        ({"room": ""}, ["unnamed"]),
        ({"name": "Las \N{GRINNING FACE}"}, ["signs"]),
        ({"agreement": None}, []),
        ({"starts_on": date(2026, 10, 23)}, []),
        ({"starts_on": date(2026, 10, 22)}, ["long_past"]),
        ({"starts_on": date(2020, 11, 2)}, ["long_past"]),
    ],
)
def test_each_reason_against_a_plan(batch, officer, change, expected):
    found = batch_plan.plan_blockers(plan_of(batch, **change), by=officer, facility=batch.facility)

    assert codes(found) == expected


def test_a_batch_that_began_long_ago_is_changed_and_keeps_its_first_day(batch, officer):
    type(batch).objects.filter(pk=batch.pk).update(starts_on=date(2026, 9, 1))
    batch.refresh_from_db()
    kept = plan_of(batch, starts_on=date(2026, 9, 1))

    assert batch_plan.plan_blockers(kept, by=officer, facility=batch.facility, batch=batch) == []


def test_a_taken_name_is_a_reason_against_a_plan(batch, officer):
    found = batch_plan.plan_blockers(plan_of(batch, name=batch.name), by=officer, facility=batch.facility)

    assert codes(found) == ["name_taken"]


def test_a_foreign_agreement_is_a_reason_against_a_plan(batch, officer):
    foreign = plan_of(batch, agreement=AgreementFactory())

    found = batch_plan.plan_blockers(foreign, by=officer, facility=batch.facility)

    assert codes(found) == ["foreign_agreement"]


def test_only_an_open_version_is_planned(batch, officer):
    ProgramVersion.objects.update(state="retired")
    batch.version.refresh_from_db()

    found = batch_plan.plan_blockers(plan_of(batch), by=officer, facility=batch.facility)

    assert codes(found) == ["version_not_open"]


def test_a_batch_of_other_offices_is_not_planned(batch):
    stranger = UserFactory(roles=["training_officer"])

    with pytest.raises(RuleViolation) as refused:
        batch_plan.plan_batch(by=stranger, facility=batch.facility, no_need_reason=REASON, **vars(plan_of(batch)))

    assert codes(refused.value.reasons) == ["foreign_office"]


def test_planning_keeps_what_was_said(batch, officer):
    made = batch_plan.plan_batch(
        by=officer, facility=batch.facility, no_need_reason=REASON, **vars(plan_of(batch, name=" Las Sore 9/2026 "))
    )

    assert (made.name, made.state, made.ends_on, made.training_center) == (
        "Las Sore 9/2026",
        State.PLANNED,
        date(2026, 11, 30),
        batch.training_center,
    )


@pytest.mark.parametrize(
    ("state", "change", "expected"),
    [
        ("planned", {}, []),
        ("finished", {}, ["over"]),
        ("running", {"starts_on": date(2026, 11, 9)}, ["started"]),
    ],
)
def test_each_reason_against_a_change(batch, officer, state, change, expected):
    batch = fresh(batch, state=state)

    assert codes(batch_plan.change_blockers(batch, plan_of(batch, **change))) == expected


def test_places_that_are_taken_stay(batch):
    for _number in range(2):
        EnrollmentFactory(batch=batch)

    assert codes(batch_plan.change_blockers(batch, plan_of(batch, capacity=1))) == ["too_few_places"]


def test_the_program_stays_once_there_are_sessions(scheduled):
    other = BatchFactory().version

    assert codes(batch_plan.change_blockers(scheduled, plan_of(scheduled, version=other))) == ["version_fixed"]


def test_changing_moves_the_provisional_end(batch, officer):
    changed = batch_plan.change_batch(batch, by=officer, plan=plan_of(batch, assessment_on=date(2026, 12, 7)))

    assert (changed.name, changed.ends_on) == ("Las Sore 9/2026", date(2026, 12, 7))


def test_who_teaches_does_not_assess_unless_the_version_says_so(batch, teacher):
    teacher.groups.add(*UserFactory(roles=["assessor"]).groups.all())
    teacher = type(teacher).objects.get(pk=teacher.pk)

    strict = staff_assignment.staff_blockers(batch, instructors=[teacher], assessors=[teacher])
    batch.version.trainer_may_assess = True
    relaxed = staff_assignment.staff_blockers(batch, instructors=[teacher], assessors=[teacher])

    assert (codes(strict), codes(relaxed)) == (["trainer_assesses"], [])


def test_staff_come_from_the_center_and_have_the_role(batch, officer, teacher):
    stranger = UserFactory(roles=["instructor"])

    with pytest.raises(RuleViolation) as refused:
        staff_assignment.assign_staff(batch, by=officer, instructors=[stranger], assessors=[teacher])

    assert codes(refused.value.reasons) == ["wrong_role", "wrong_role"]


def test_staff_of_a_batch_that_is_over_stay(batch):
    assert codes(staff_assignment.staff_blockers(fresh(batch, state="certified"), instructors=[], assessors=[])) == [
        "over"
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"agreement": None}, ["no_agreement"]),
        ({"assessment_on": date(2028, 1, 3)}, ["agreement_dates"]),
        ({"agreement": None, "agreement_override": REASON}, []),
    ],
)
def test_each_reason_of_the_agreement(batch, change, expected):
    assert codes(batch_plan.agreement_blockers(fresh(batch, **change))) == expected


def test_an_agreement_covers_only_the_vocations_it_names(batch):
    batch.agreement.vocations.set([VocationFactory(code="sewing")])

    assert codes(batch_plan.agreement_blockers(fresh(batch))) == ["agreement_vocation"]


def test_only_the_head_makes_an_exception_and_only_where_one_is_needed(batch, officer, head):
    uncovered = fresh(batch, agreement=None)

    assert codes(batch_plan.override_blockers(uncovered, by=officer, reason="kurang")) == [
        "reason_missing",
        "not_the_head",
    ]
    assert codes(batch_plan.override_blockers(batch, by=head, reason=REASON)) == ["covered"]
    assert batch_plan.override_agreement(uncovered, by=head, reason=REASON).agreement_override == REASON
    assert codes(batch_plan.agreement_blockers(fresh(batch))) == []


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_every_pair_not_in_the_table_is_refused(batch, before, after):
    reason = REASON if before == "cancelled" else ""
    batch = fresh(batch, state=before, cancel_reason=reason)

    found = codes(batch_plan.move_blockers(batch, after, reason=REASON))

    assert ("no_such_move" in found) is (after not in batch_plan.TRANSITIONS[State(before)])


def test_an_unknown_state_is_refused(batch, officer):
    with pytest.raises(RuleViolation) as refused:
        batch_plan.move(batch, "dreaming", by=officer)

    assert codes(refused.value.reasons) == ["unknown_state"]


def test_a_bare_batch_cannot_open_its_selection(batch):
    assert codes(batch_plan.move_blockers(batch, State.SELECTING)) == ["hours_missing", "no_instructor"]


def test_the_assessment_is_not_before_the_last_session(scheduled):
    early = fresh(scheduled, assessment_on=scheduled.ends_on, ends_on=scheduled.ends_on + timedelta(days=7))

    assert codes(batch_plan.move_blockers(early, State.SELECTING)) == ["assessment_early"]


def test_opening_the_selection(scheduled, officer):
    assert batch_plan.open_selection(scheduled, by=officer).state == State.SELECTING


def test_an_empty_batch_does_not_start_and_not_before_its_day(scheduled, officer):
    batch_plan.open_selection(scheduled, by=officer)
    Hearing.objects.create(batch=scheduled, held_on=date(2026, 10, 20), place="Aula", chair=officer)

    with clock.moved_to(IN_OCTOBER):
        found = batch_plan.move_blockers(fresh(scheduled), State.RUNNING, reason=REASON)

    assert codes(found) == ["too_early", "hearing_open", "nobody_enrolled"]


def test_a_small_class_starts_with_a_reason_only(scheduled, officer):
    batch_plan.open_selection(scheduled, by=officer)
    EnrollmentFactory(batch=scheduled)

    with pytest.raises(RuleViolation) as refused:
        batch_plan.start(scheduled, by=officer)
    started = batch_plan.start(scheduled, by=officer, reason=REASON)

    assert (codes(refused.value.reasons), started.state) == (["class_small"], State.RUNNING)


@pytest.mark.parametrize(("enrolled", "expected"), [(0, []), (1, ["class_small"]), (2, []), (3, [])])
def test_class_is_small_between_nobody_and_the_minimum(scheduled, enrolled, expected):
    type(scheduled.version).objects.update(class_minimum=2)
    for _ in range(enrolled):
        EnrollmentFactory(batch=scheduled)

    assert codes(batch_plan.small_class_blockers(fresh(scheduled))) == expected


@pytest.fixture
def running(scheduled, officer):
    batch_plan.open_selection(scheduled, by=officer)
    EnrollmentFactory(batch=scheduled)
    return batch_plan.start(scheduled, by=officer, reason=REASON)


def test_a_batch_with_open_sessions_or_suspended_people_is_not_finished(running):
    EnrollmentFactory(batch=running, state="suspended")

    assert codes(batch_plan.move_blockers(fresh(running), State.FINISHED)) == ["sessions_open", "suspended"]


def test_finishing_completes_the_enrollments(running, officer, teacher):
    running.sessions.update(state=Session.State.FINALIZED, finalized_by=teacher, finalized_at=clock.now())

    finished = batch_plan.finish(running, by=officer)

    assert (finished.state, set(finished.enrollments.values_list("state", flat=True))) == (
        State.FINISHED,
        {"completed"},
    )
    assert batch_plan.certify(finished, by=officer).state == State.CERTIFIED


def test_cancelling_winds_everything_up(running, officer):
    application = ApplicationFactory(batch=running)

    with clock.moved_to(running.sessions.get().starts_at - clock.MINUTE):
        with pytest.raises(RuleViolation) as refused:
            batch_plan.cancel(running, by=officer, cause="other", reason="batal")
        batch_plan.cancel(running, by=officer, cause="other", reason=REASON)

    application.refresh_from_db()
    assert codes(refused.value.reasons) == ["reason_missing"]
    assert (application.state, application.closing) == ("lapsed", "batch_cancelled")
    assert list(running.enrollments.values_list("state", "ended_on", "end_reason")) == [
        ("ended", date(2026, 11, 2), "called_off")
    ]
    assert list(running.sessions.values_list("state", "cancel_reason")) == [("cancelled", "")]


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": date(2027, 1, 1)},
        {"assessment_on": date(2026, 1, 1)},
        {"capacity": 0},
        {"state": "selecting", "agreement": None},
        {"state": "cancelled"},
    ],
)
def test_the_database_refuses_what_a_batch_cannot_be(batch, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**change)
