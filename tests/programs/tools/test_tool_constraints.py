"""What the database itself refuses of tools, each constraint violated once."""

import pytest
from django.db import DatabaseError, transaction

from core import clock
from programs.tools.models import Consumable, ConsumableIssue, MissingTool, MissingToolStep, NoToolsOut, ToolIssue
from tests.constraints import assert_refused, change, copy_of
from tests.factories import BatchFactory, ConsumableFactory, SessionFactory, ToolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def issue_of(session, **fields):
    return ToolIssue.objects.create(
        session=session, tool=ToolFactory(session=session), out_by=session.instructor, **fields
    )


def weighed(session, **fields):
    consumable = ConsumableFactory(session=session)
    return ConsumableIssue.objects.create(
        session=session, consumable=consumable, amount_out=500, out_by=session.instructor, **fields
    )


def case_of(session, **fields):
    return MissingTool.objects.create(tool=ToolFactory(session=session), reported_by=session.instructor, **fields)


def second_out(session):
    other = SessionFactory(batch=BatchFactory(facility=session.facility), room="Bengkel dua")
    copy_of(issue_of(session), session=other)


def second_step(session):
    case = case_of(session)
    for _ in range(2):
        MissingToolStep.objects.create(case=case, code="stop_work", taken_at=clock.now(), taken_by=session.instructor)


def same_consumable(session):
    one = ConsumableFactory(session=session)
    Consumable.objects.create(facility=one.facility, program=one.program, name=one.name, unit="g")


def said_twice(session):
    for _ in range(2):
        NoToolsOut.objects.create(session=session, said_by=session.instructor)


CASES = {
    "tool_number_is_unique": lambda session: ToolFactory(
        session=session, number_key=ToolFactory(session=session).number_key
    ),
    "tool_has_a_number": lambda session: change(ToolFactory(session=session), number_key=""),
    "consumable_name_is_unique": same_consumable,
    "tool_issue_once_a_session": lambda session: copy_of(issue_of(session)),
    "tool_issue_one_open_a_tool": second_out,
    "tool_issue_comes_back_by_somebody": lambda session: change(issue_of(session), returned="fine"),
    "consumable_issue_once_a_session": lambda session: copy_of(weighed(session)),
    "consumable_issue_brings_back_no_more": lambda session: change(
        weighed(session), amount_back=501, amount_used=0, back_at=clock.now(), back_by=session.instructor
    ),
    "consumable_issue_comes_back_whole": lambda session: change(weighed(session), amount_back=5),
    "missing_tool_one_open_a_tool": lambda session: copy_of(case_of(session)),
    "missing_tool_is_closed_with_an_outcome": lambda session: change(case_of(session), state="found"),
    "missing_tool_step_is_taken_once": second_step,
}


@pytest.mark.parametrize("name", CASES)
def test_database_refuses(session, name):
    assert_refused(name, lambda: CASES[name](session))


def test_a_session_is_said_to_be_without_tools_once(session):
    with pytest.raises(DatabaseError), transaction.atomic():
        said_twice(session)


def test_a_step_stays_as_it_was_recorded(session):
    case = case_of(session)
    step = MissingToolStep.objects.create(
        case=case, code="stop_work", taken_at=clock.now(), taken_by=session.instructor
    )

    for write in (lambda: change(step, note="anders"), step.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()

    assert MissingToolStep.objects.values_list("code", "note").get() == ("stop_work", "")
