"""Lines of a plan by level: which need, wish, class and outcome counts at which of them, and what the page costs."""

import importlib
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from outcomes.effect.released_lives import Scope
from outcomes.effect.year_counting import count_office
from outcomes.needs.models import NeedUnit
from outcomes.plan import plan_drafts, plan_page
from outcomes.plan.models import PlanLine
from outcomes.plan.plan_figures import figures_of
from outcomes.plan.plan_lines import LEVELS, ladders, line_at
from outcomes.plan.taught_so_far import classes_of, taught_by_line
from programs.batches.models import BatchStaff
from programs.catalog.models import Program
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    EnrollmentFactory,
    PersonFactory,
    ProgramUnitFactory,
    ProgramVersionFactory,
    RecognizedUnitFactory,
    UserFactory,
    VocationFactory,
)
from tests.factories.needs import NeedRecordFactory
from tests.factories.plans import plan_of
from tests.factories.tools import ToolFactory
from tests.outcomes.plan.test_year_plan import TODAY, wish
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db
BASIC, ADVANCED = LEVELS
SHARED, ABOVE = "C.24LAS01.001.1", "C.24LAS01.099.1"
migration = importlib.import_module("outcomes.migrations.0031_lines_know_their_level")


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def basic(agreement):
    return ProgramVersionFactory(program__training_center=agreement.training_center, units=2)


@pytest.fixture
def advanced(agreement, basic):
    version = ProgramVersionFactory(
        program__training_center=agreement.training_center,
        program__vocation=basic.program.vocation,
        program__level=ADVANCED,
        units=0,
    )
    ProgramUnitFactory(version=version, position=1, code=SHARED)
    ProgramUnitFactory(version=version, position=2, code=ABOVE)
    return version


@pytest.fixture
def officer(agreement):
    return UserFactory(roles=["training_officer"], facility=agreement.facility)


def decider():
    return UserFactory(roles=["training_officer"])


def two_lines(agreement, basic, advanced):
    plan = plan_of(agreement, basic)
    add_line(plan, advanced)
    return plan


def add_line(plan, version, **fields):
    program = version.program
    means = {"seats": 12, "runs": 2, "cost": 3_600_000, **fields}
    return PlanLine.objects.create(plan=plan, vocation=program.vocation, level=program.level, version=version, **means)


def rows_by_level(plan):
    return {row.line.level: row for row in figures_of(plan, on=TODAY, outcomes={}).rows}


def class_of(agreement, version, **fields):
    own = {"agreement": agreement, "facility": agreement.facility, "training_center": agreement.training_center}
    return BatchFactory(**own, version=version, **fields)


def test_a_plan_begins_with_a_line_for_each_level_that_is_taught(agreement, basic, advanced):
    lone = ProgramVersionFactory(
        program__training_center=agreement.training_center,
        program__vocation=VocationFactory(code="sewing", name="Menjahit"),
        program__level=ADVANCED,
    )
    for version, capacity in ((basic, 16), (advanced, 9)):
        center = {"facility": None, "agreement": None, "training_center": agreement.training_center}
        days = {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 3, 1), "assessment_on": date(2027, 3, 2)}
        BatchFactory(**center, **days, version=version, state="planned", capacity=capacity)
    by = UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)

    plan = plan_drafts.draft_plan(by=by, agreement=agreement, year=2027, budget=100_000_000)

    assert {(line.version, line.level): line.public_places for line in plan.lines.all()} == {
        (basic, BASIC): 16,
        (advanced, ADVANCED): 9,
        (lone, ADVANCED): 0,
    }


def test_public_places_of_a_level_that_is_not_planned_count_at_the_lowest(agreement, basic, advanced):
    type(advanced).objects.filter(pk=advanced.pk).update(state="retired")
    center = {"facility": None, "agreement": None, "training_center": agreement.training_center}
    days = {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 3, 1), "assessment_on": date(2027, 3, 2)}
    BatchFactory(**center, **days, version=advanced, state="planned", capacity=9)
    by = UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center)

    plan = plan_drafts.draft_plan(by=by, agreement=agreement, year=2027, budget=100_000_000)

    assert [(line.level, line.public_places) for line in plan.lines.all()] == [(BASIC, 9)]


@pytest.mark.parametrize(
    ("units", "level"),
    [
        ((), BASIC),
        (((SHARED, True),), BASIC),
        (((ABOVE, False),), BASIC),
        (((ABOVE, True),), ADVANCED),
        (((SHARED, True), (ABOVE, True)), ADVANCED),
        ((("X.00.000", True),), BASIC),
    ],
)
def test_a_need_counts_at_the_level_that_teaches_what_it_insists_on(agreement, basic, advanced, units, level):
    plan = two_lines(agreement, basic, advanced)
    need = NeedRecordFactory(
        training_center=agreement.training_center, vocation=basic.program.vocation, kind="LOW", number=6
    )
    for code, is_must in units:
        NeedUnit.objects.create(need=need, code=code, title="Mengelas", is_must=is_must)

    rows = rows_by_level(plan)

    other = ADVANCED if level == BASIC else BASIC
    assert (rows[level].needed.total, rows[other].needed.total) == (Decimal(6), Decimal(0))


def test_units_of_another_vocation_lift_no_need(agreement, basic, advanced):
    plan = two_lines(agreement, basic, advanced)
    other = ProgramVersionFactory(
        program__training_center=agreement.training_center, program__vocation=VocationFactory(code="sewing"), units=0
    )
    add_line(plan, other)
    need = NeedRecordFactory(training_center=agreement.training_center, vocation=other.program.vocation, kind="LOW")
    NeedUnit.objects.create(need=need, code=ABOVE, title="Mengelas", is_must=True)

    found = {row.line.version: row.needed.total for row in figures_of(plan, on=TODAY, outcomes={}).rows}

    assert found == {basic: 0, advanced: 0, other: 6}


def test_without_a_line_of_its_own_a_need_counts_at_the_only_one(agreement, basic, advanced):
    plan = plan_of(agreement, basic)
    need = NeedRecordFactory(training_center=agreement.training_center, vocation=basic.program.vocation, kind="LOW")
    NeedUnit.objects.create(need=need, code=ABOVE, title="Mengelas", is_must=True)

    assert rows_by_level(plan)[BASIC].needed.total == 6


@pytest.mark.parametrize(
    ("passed", "level"),
    [("nothing", BASIC), ("begun", BASIC), ("completed", ADVANCED), ("units", ADVANCED), ("both", ADVANCED)],
)
def test_a_wish_counts_at_the_lowest_level_that_is_not_passed(agreement, basic, advanced, passed, level):
    plan = two_lines(agreement, basic, advanced)
    person = PersonFactory(facility=agreement.facility, with_custody=True)
    wish(person, basic.program.vocation)
    if passed in ("begun", "completed", "both"):
        state = "active" if passed == "begun" else "completed"
        EnrollmentFactory(batch=class_of(agreement, basic, state="finished"), person=person, state=state)
    if passed == "both":
        EnrollmentFactory(
            batch=class_of(agreement, advanced, name="Las 2", state="finished"), person=person, state="completed"
        )
    if passed == "units":
        for unit in basic.units.all():
            RecognizedUnitFactory(person=person, code=unit.code, accepted_by=decider())

    rows = rows_by_level(plan)

    assert {one: sum(row.wishes) for one, row in rows.items()} == {BASIC: 0, ADVANCED: 0, level: 1}


def test_what_was_taught_is_told_with_people_instructors_rooms_and_tools(agreement, basic, advanced):
    plan = two_lines(agreement, basic, advanced)
    teachers = [UserFactory(roles=["instructor"], training_center=agreement.training_center) for _number in range(2)]
    first, second = (
        class_of(agreement, basic, name=name, room=room, state="certified")
        for name, room in (("Las 1", "Bengkel 1"), ("Las 2", "bengkel 1 "))
    )
    days = {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 3, 1), "assessment_on": date(2027, 3, 2)}
    class_of(agreement, basic, name="Las 3", room="Bengkel 2", state="planned", capacity=14, **days)
    class_of(agreement, advanced, name="Las 4", state="cancelled", cancel_reason="Instruktur sakit")
    for batch, teacher in ((first, teachers[0]), (second, teachers[0]), (second, teachers[1])):
        BatchStaff.objects.create(batch=batch, user=teacher, duty="instructor")
    BatchStaff.objects.create(batch=second, user=teachers[1], duty="assessor")
    EnrollmentFactory(batch=first, state="completed")
    EnrollmentFactory(batch=second, state="active")
    for number, state in (("LAS-1", "in_use"), ("LAS-2", "in_use"), ("LAS-3", "repair")):
        ToolFactory(facility=agreement.facility, program=basic.program, number=number, state=state)

    rows = rows_by_level(plan)

    assert rows[BASIC].kept()["taught"] == {
        "batches": 2, "admitted": 2, "finished": 1, "certified": 0, "planned": 14,
        "instructors": 2, "rooms": 2, "tools": 2,
    }  # fmt: skip  # People above, means below.
    assert set(rows[ADVANCED].kept()["taught"].values()) == {0}


def test_classes_of_other_offices_and_of_long_ago_are_not_told(agreement, basic):
    plan = plan_of(agreement, basic)
    old = {"starts_on": date(2023, 12, 31), "ends_on": date(2024, 1, 30), "assessment_on": date(2024, 1, 31)}
    class_of(agreement, basic, state="certified", **old)
    BatchFactory(training_center=agreement.training_center, version=basic, state="running")
    BatchFactory(facility=None, agreement=None, training_center=agreement.training_center, version=basic)

    assert classes_of(plan, list(plan.lines.all())) == []


@pytest.mark.parametrize(("has_line", "expected"), [(True, {BASIC: 1, ADVANCED: 1}), (False, {BASIC: 2})])
def test_classes_held_count_at_their_level_or_at_the_lowest(agreement, basic, advanced, has_line, expected):
    plan = plan_of(agreement, basic, year=2026)
    if has_line:
        add_line(plan, advanced, batches=1, places=12)
    for name, version in (("Las 1", basic), ("Las 2", advanced)):
        class_of(agreement, version, name=name, state="running")
    plan.state = "approved"

    lines = list(plan.lines.all())

    assert {row.line.level: row.held for row in plan_page.held_rows(plan, lines, on=TODAY)} == expected
    taught = taught_by_line(plan, lines, classes_of(plan, lines))
    assert {level: one.batches for (_vocation, level), one in taught.items()} == expected


@examples()
@given(st.lists(st.sampled_from(LEVELS), unique=True), st.sampled_from(LEVELS))
def test_every_level_has_a_line_where_the_vocation_has_one(levels, level):
    ladder = ladders([PlanLine(vocation_id=1, level=one) for one in levels]).get(1, [])

    line = line_at(ladder, level)

    assert (line.level if line else None) == (level if level in levels else levels[0] if levels else None)


def test_figures_kept_before_classes_were_are_shown_without_them(agreement, basic, officer, sign_in):
    plan = plan_of(agreement, basic, state="proposed")
    line = plan.lines.get()
    del line.figures["taught"]
    line.save()

    page = sign_in(officer).get(reverse("outcomes:plan_detail", args=[plan.public_id]))

    assert (page.status_code, page.context["open"].taught) == (200, None)


@pytest.mark.parametrize(("vocations", "people"), [(1, 1), (6, 20)])
def test_a_plan_in_draft_costs_the_same_for_one_line_and_for_many(
    sign_in, agreement, basic, advanced, django_assert_num_queries, vocations, people
):
    """Counted outcomes, and everything that can make a statement more: classes, units passed, people kept apart."""
    plan = two_lines(agreement, basic, advanced)
    for number in range(1, vocations):
        for level in LEVELS:
            vocation = VocationFactory(code=f"v{number}", name=f"Kejuruan {number}")
            program = {"program__vocation": vocation, "program__level": level}
            add_line(plan, ProgramVersionFactory(program__training_center=agreement.training_center, **program))
    running, coming = (class_of(agreement, basic, name=f"Las {state}", state=state) for state in ("running", "planned"))
    BatchStaff.objects.create(batch=coming, user=UserFactory(roles=["instructor"]), duty="instructor")
    for _number in range(people):
        person = PersonFactory(facility=agreement.facility, with_custody=True)
        wish(person, basic.program.vocation)
        EnrollmentFactory(batch=running, person=person)
        RecognizedUnitFactory(person=person, code=SHARED, accepted_by=decider())
        NeedRecordFactory(training_center=agreement.training_center, vocation=basic.program.vocation)
    with clock.moved_to(clock.now()):
        count_office(Scope.of_center(agreement.training_center))
    client = sign_in(UserFactory(roles=["blk_coordinator"], training_center=agreement.training_center))
    address = reverse("outcomes:plan_detail", args=[plan.public_id])
    client.get(address)

    with django_assert_num_queries(11):
        client.get(address)


def test_lines_of_before_take_the_level_of_their_program_and_drafts_get_the_others(agreement, basic, advanced):
    draft, decided = plan_of(agreement, basic), plan_of(agreement, advanced, year=2028, state="decided")
    PlanLine.objects.update(level=BASIC)

    migration.tell_levels(apps, None)
    migration.tell_levels(apps, None)

    assert list(decided.lines.values_list("level", flat=True)) == [ADVANCED]
    assert list(draft.lines.values_list("level", "version", "runs")) == [
        (BASIC, basic.pk, 2),
        (ADVANCED, advanced.pk, 0),
    ]
    migration.one_line_a_vocation(apps, None)
    assert [list(plan.lines.values_list("level", flat=True)) for plan in (draft, decided)] == [[BASIC], [ADVANCED]]


def test_every_level_of_a_program_has_its_place_in_the_order():
    assert sorted(LEVELS) == sorted(Program.Level.values)
