from dataclasses import replace

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.tools import consumable_register, tool_issue, tool_register
from programs.tools.consumable_register import Stuff
from programs.tools.models import Consumable, Tool
from programs.tools.tool_register import Details, number_key
from tests.factories import ConsumableFactory, ProgramFactory, ToolFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Gagang retak, dibawa ke bengkel"


@pytest.fixture
def program(session):
    return session.batch.version.program


@pytest.mark.parametrize("written", ["LAS-014", "las 14", "Las.0014", " LAS014 ", "ＬＡＳ－１４"])
def test_a_number_is_one_however_it_is_written(written):
    assert number_key(written) == "LAS0014"


def test_numbers_are_in_the_order_in_which_people_count():
    assert sorted(["K-10", "K-9", "K-1-2", "K-12"], key=number_key) == ["K-1-2", "K-9", "K-10", "K-12"]


def test_a_tool_comes_into_the_register(officer, program):
    details = Details(program, "LAS-014", "Palu terak", "Papan A", "14", is_dangerous=True)

    tool = tool_register.add_tool(details, by=officer, facility=officer.facility)

    assert (tool.number_key, tool.name, tool.state, tool.facility) == (
        "LAS0014",
        "Palu terak",
        "in_use",
        officer.facility,
    )
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id, event.details) == (
        "tool.add",
        officer.pk,
        {"number": "LAS-014", "program": program.pk},
    )


def test_what_stands_against_a_new_tool(officer, program):
    ToolFactory(facility=officer.facility, program=program, number="LAS-014")
    good = Details(program, "LAS-015", "Palu")
    asked = {
        "same number": replace(good, number="las 14"),
        "no number": replace(good, number="- -"),
        "foreign program": replace(good, program=ProgramFactory()),
    }

    found = {
        why: [reason.code for reason in tool_register.blockers(details, by=officer, facility=officer.facility)]
        for why, details in asked.items()
    }

    assert found == {
        "same number": ["number_taken"],
        "no number": ["number_unreadable"],
        "foreign program": ["no_such_program"],
    }


@pytest.mark.parametrize("role", ["security_officer", "rutan_head", "blk_coordinator", "instructor"])
def test_only_the_training_officer_of_the_house_keeps_the_register(session, program, role):
    side = {"training_center": session.batch.training_center}
    user = UserFactory(
        roles=[role], **(side if role in ("blk_coordinator", "instructor") else {"facility": session.facility})
    )

    found = tool_register.blockers(Details(program, "LAS-1", "Palu"), by=user, facility=session.facility)

    assert [reason.code for reason in found] == ["not_allowed"]


def test_another_house_may_use_the_same_number(officer, program):
    ToolFactory(number="LAS-014")

    assert tool_register.add_tool(Details(program, "LAS-014", "Palu"), by=officer, facility=officer.facility).pk


def test_a_change_says_which_fields_and_the_same_again_says_nothing(officer, program):
    tool = ToolFactory(facility=officer.facility, program=program, number="LAS-1")
    details = Details(program, "LAS-2", "Palu terak", tool.board, tool.place)

    tool_register.change_tool(tool, by=officer, details=details)
    tool_register.change_tool(tool, by=officer, details=details)

    tool.refresh_from_db()
    assert (tool.number, tool.number_key) == ("LAS-2", "LAS0002")
    events = AuditEvent.objects.filter(action="tool.change")
    assert [event.details["fields"] for event in events] == [["number"]]


def test_what_is_out_keeps_its_number_and_its_state(session, officer, program):
    tool = ToolFactory(session=session)
    tool_issue.hand_out(session, by=session.instructor, tools=[tool])

    with pytest.raises(RuleViolation) as renumbered:
        tool_register.change_tool(tool, by=officer, details=Details(program, "LAS-999", tool.name))
    with pytest.raises(RuleViolation) as moved:
        tool_register.move(tool, by=officer, to="repair", reason=REASON)

    assert (codes(renumbered), codes(moved)) == (["out"], ["out"])


@pytest.mark.parametrize(
    ("state", "to", "code"),
    [
        ("in_use", "repair", None),
        ("in_use", "retired", None),
        ("in_use", "missing", "no_such_move"),
        ("repair", "in_use", None),
        ("repair", "retired", None),
        ("retired", "in_use", None),
        ("retired", "repair", "no_such_move"),
        ("missing", "in_use", "no_such_move"),
        ("missing", "retired", "no_such_move"),
    ],
)
def test_which_state_may_follow_which(officer, state, to, code):
    tool = ToolFactory(facility=officer.facility, state=state)

    found = tool_register.move_blockers(tool, by=officer, to=to, reason=REASON)

    assert [reason.code for reason in found] == ([code] if code else [])


def test_a_move_needs_a_reason_and_keeps_it(officer):
    tool = ToolFactory(facility=officer.facility)

    with pytest.raises(RuleViolation) as caught:
        tool_register.move(tool, by=officer, to="repair", reason="rusak")
    moved = tool_register.move(tool, by=officer, to="repair", reason=REASON)

    assert codes(caught) == ["reason_missing"]
    assert (moved.state, moved.state_note) == ("repair", REASON)
    assert AuditEvent.objects.latest("pk").details == {
        "number": tool.number,
        "before": "in_use",
        "state": "repair",
        "reason": REASON,
    }


def test_a_consumable_comes_into_the_register_once(officer, program):
    stuff = Stuff(program, "Elektroda RB-26", "g", 20)

    consumable_register.add_consumable(stuff, by=officer, facility=officer.facility)
    with pytest.raises(RuleViolation) as caught:
        consumable_register.add_consumable(
            replace(stuff, name="elektroda rb-26"), by=officer, facility=officer.facility
        )

    assert codes(caught) == ["name_taken"]
    assert Consumable.objects.values_list("name", "unit", "tolerance").get() == ("Elektroda RB-26", "g", 20)


def test_a_consumable_belongs_to_a_program_that_is_taught_here(officer):
    with pytest.raises(RuleViolation) as caught:
        consumable_register.add_consumable(
            Stuff(ProgramFactory(), "Tiner", "ml"), by=officer, facility=officer.facility
        )

    assert codes(caught) == ["no_such_program"]


def test_the_unit_of_what_was_weighed_stays(session, officer, program):
    consumable = ConsumableFactory(session=session)
    tool_issue.hand_out(session, by=session.instructor, amounts=[tool_issue.consumable_weighing.Out(consumable, 500)])

    with pytest.raises(RuleViolation) as caught:
        consumable_register.change_consumable(consumable, by=officer, stuff=Stuff(program, consumable.name, "pc", 20))
    changed = consumable_register.change_consumable(
        consumable, by=officer, stuff=Stuff(program, consumable.name, "g", 50)
    )

    assert (codes(caught), changed.tolerance) == (["was_issued"], 50)


def test_who_sees_which_tools(session, officer, guard):
    ours, foreign = ToolFactory(session=session), ToolFactory()
    center = session.batch.training_center
    others = ToolFactory(facility=session.facility, program=ProgramFactory(training_center=center))
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=center)
    elsewhere = UserFactory(roles=["instructor"], training_center=center)

    seen = {
        name: set(Tool.objects.visible_to(user))
        for name, user in {
            "officer": officer,
            "guard": guard,
            "coordinator": coordinator,
            "instructor": session.instructor,
            "another instructor": elsewhere,
            "stranger": UserFactory(roles=["training_officer"]),
        }.items()
    }

    assert seen == {
        "officer": {ours, others},
        "guard": {ours, others},
        "coordinator": {ours, others},
        "instructor": {ours},
        "another instructor": set(),
        "stranger": set(),
    }
    assert foreign.pk
