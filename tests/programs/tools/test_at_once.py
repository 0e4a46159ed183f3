"""Several people at the same tools at the same moment, on PostgreSQL: nobody overwrites anybody or waits for ever."""

from collections import Counter

import pytest

from core import clock
from programs.batches.models import BatchStaff
from programs.tools import tool_issue, tool_register, tool_return, tool_search
from programs.tools.consumable_weighing import Out
from programs.tools.models import MissingTool, MissingToolStep, Tool, ToolIssue
from tests.factories import BatchFactory, ConsumableFactory, SessionFactory, ToolFactory, UserFactory
from tests.together import done_at_once

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def session(committed):
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


def counted(*commands):
    """How often each answer came."""
    return Counter(done_at_once(*commands))


def test_one_tool_goes_to_one_of_eight_workshops(session):
    tools = [ToolFactory(session=session) for _ in range(3)]
    officer = UserFactory(roles=["training_officer"], facility=session.facility)
    others = [
        SessionFactory(
            batch=BatchFactory(facility=session.facility, version=session.batch.version), room=f"Bengkel {n}"
        )
        for n in range(7)
    ]

    # Each asks in an order of its own.
    answers = counted(
        *(
            lambda one=one, turn=n % 3: tool_issue.hand_out(one, by=officer, tools=tools[turn:] + tools[:turn])
            for n, one in enumerate([session, *others])
        )
    )

    assert answers == {"done": 1, "elsewhere": 7}
    assert ToolIssue.objects.open().count() == 3


def test_two_hand_out_the_same_list_once(session):
    tools = [ToolFactory(session=session) for _ in range(20)]

    answers = counted(*[lambda: tool_issue.hand_out_all(session, by=session.instructor)] * 6)

    assert answers == {"done": 6}
    assert session.tool_issues.count() == len(tools)


def test_what_one_took_back_another_does_not_make_missing(session):
    tool = ToolFactory(session=session)
    tool_issue.hand_out(session, by=session.instructor, tools=[tool])

    answers = counted(
        *(
            lambda way=way: tool_return.take_back(session, by=session.instructor, tools={tool: way})
            for way in ("fine", "missing", "damaged")
        )
    )

    assert answers == {"done": 1, "stale_return": 2}
    issue = session.tool_issues.get()
    assert MissingTool.objects.count() == (issue.returned == "missing")


def test_the_sheet_and_the_board_report_one_case(session):
    """One holds the session and wants the tool, the other holds the tool and names the session: no circle."""
    tools = [ToolFactory(session=session) for _ in range(6)]
    guard = UserFactory(roles=["security_officer"], facility=session.facility)
    tool_issue.hand_out(session, by=session.instructor, tools=tools)

    answers = counted(
        *(lambda tool=tool: tool_search.report(tool, by=guard, text="Papan kosong") for tool in tools),
        *(
            lambda tool=tool: tool_return.take_back(session, by=session.instructor, tools={tool: "missing"})
            for tool in tools
        ),
    )

    assert answers["done"] + answers["already"] == 12
    assert MissingTool.objects.open().count() == 6


def test_one_step_is_recorded_once_and_a_case_ends_once(session):
    tool = ToolFactory(session=session)
    guard = UserFactory(roles=["security_officer"], facility=session.facility)
    case = tool_search.report(tool, by=guard, text="Papan kosong")

    steps = counted(*[lambda: tool_search.take_step(case, "stop_work", by=guard, taken_at=clock.now())] * 4)
    ends = counted(*[lambda: tool_search.close_found(case, by=guard, outcome="Ada di laci meja")] * 4)

    assert (steps, ends) == ({"done": 1, "taken": 3}, {"done": 1, "closed": 3})
    assert MissingToolStep.objects.count() == 1


def test_one_number_is_given_once(session):
    officer = UserFactory(roles=["training_officer"], facility=session.facility)
    program = session.batch.version.program
    details = [tool_register.Details(program, number, "Palu") for number in ("LAS-1", "las 01", "LAS.001", "Las1")]

    answers = counted(
        *(lambda one=one: tool_register.add_tool(one, by=officer, facility=session.facility) for one in details)
    )

    assert answers == {"done": 1, "number_taken": 3}
    assert Tool.objects.count() == 1


def test_an_amount_is_weighed_by_one(session):
    consumable = ConsumableFactory(session=session)

    answers = counted(
        *(
            lambda amount=amount: tool_issue.hand_out(session, by=session.instructor, amounts=[Out(consumable, amount)])
            for amount in (100, 200, 300)
        )
    )

    assert answers == {"done": 1, "stale_amount": 2}
