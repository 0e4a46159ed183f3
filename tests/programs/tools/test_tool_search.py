from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox.inbox_tasks import acknowledge_blockers, line_of
from inmates.inbox.models import InboxTask
from programs.tools import tool_issue, tool_return, tool_search
from programs.tools.models import MissingTool
from programs.tools.tool_search import STEPS
from tests.conftest import MONDAY
from tests.factories import ToolFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OUTCOME = "Ditemukan di bawah meja las nomor 2"


@pytest.fixture
def case(session, tool):
    tool_issue.hand_out(session, by=session.instructor, tools=[tool])
    tool_return.take_back(session, by=session.instructor, tools={tool: "missing"})
    return tool.cases.get()


def refused(command, *arguments, **named):
    with pytest.raises(RuleViolation) as caught:
        command(*arguments, **named)
    return [reason.code for reason in caught.value.reasons]


def take(case, *codes, by):
    for code in codes:
        tool_search.take_step(case, code, by=by, taken_at=clock.now())


def test_everybody_who_can_act_is_told(case, session):
    tasks = InboxTask.objects.open().order_by("role").values_list("role", "facility", "kind", "values")

    values = {"tool": "LAS-014 Palu terak", "case_id": str(case.public_id)}
    assert list(tasks) == [
        (role, session.facility_id, "programs.missing_tool", values)
        for role in ("rutan_head", "security_officer", "training_officer")
    ]


def test_a_tool_is_reported_from_the_board(session, tool, guard):
    tool_issue.hand_out(session, by=session.instructor, tools=[tool])
    tool_return.take_back_rest(session, by=session.instructor)

    case = tool_search.report(tool, by=guard, text="Tempat di papan kosong pada apel sore")

    tool.refresh_from_db()
    assert (tool.state, case.session, case.reported_by, case.report) == (
        "missing",
        session,
        guard,
        "Tempat di papan kosong pada apel sore",
    )


def test_reported_while_it_is_out_it_is_not_out_any_more(session, tool, guard):
    tool_issue.hand_out(session, by=session.instructor, tools=[tool])

    tool_search.report(tool, by=guard, text="Tidak ada di meja")

    assert session.tool_issues.values_list("returned", "back_by").get() == ("missing", guard.pk)


@pytest.mark.parametrize(
    ("state", "text", "codes"),
    [
        ("in_use", "Kosong", []),
        ("repair", "Kosong", []),
        ("in_use", " ", ["text_missing"]),
        ("missing", "Kosong", ["already"]),
        ("retired", "Kosong", ["retired"]),
    ],
)
def test_which_tool_can_be_reported(guard, state, text, codes):
    tool = ToolFactory(facility=guard.facility, state=state)

    assert [reason.code for reason in tool_search.report_blockers(tool, by=guard, text=text)] == codes


def test_the_training_center_searches_nobody(session, tool, case):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    users = {
        "instructor": session.instructor,
        "coordinator": coordinator,
        "stranger": UserFactory(roles=["rutan_head"]),
    }

    found = {
        name: [
            [
                reason.code
                for reason in tool_search.report_blockers(ToolFactory(session=session), by=user, text="Hilang")
            ],
            refused(tool_search.take_step, case, "stop_work", by=user, taken_at=clock.now()),
            refused(tool_search.close_found, case, by=user, outcome=OUTCOME),
        ]
        for name, user in users.items()
    }

    assert found == {name: [["not_allowed"]] * 3 for name in users}


def test_the_steps_are_taken_in_their_order_each_once(case, guard, officer):
    tool_search.take_step(case, "stop_work", by=guard, taken_at=MONDAY, note=" Mesin mati ")
    again = refused(tool_search.take_step, case, "stop_work", by=officer, taken_at=MONDAY)
    skipping = refused(tool_search.take_step, case, "search_workshop", by=officer, taken_at=MONDAY)

    assert (again, skipping) == (["taken"], ["order"])
    assert list(case.steps.values_list("code", "note", "taken_at", "taken_by")) == [
        ("stop_work", "Mesin mati", MONDAY, guard.pk)
    ]
    assert tool_search.next_step(case).code == "hold_people"


@pytest.mark.parametrize(
    ("minutes", "codes"), [(0, []), (-5, []), (1, ["future"]), (-6, ["too_early"]), (-30, ["too_early"])]
)
def test_a_step_is_written_down_later_with_the_moment_at_which_it_was_taken(case, guard, minutes, codes):
    tool_search.take_step(case, "stop_work", by=guard, taken_at=MONDAY - 5 * clock.MINUTE)

    found = tool_search.step_blockers(case, "hold_people", by=guard, taken_at=MONDAY + minutes * clock.MINUTE)

    assert [reason.code for reason in found] == codes


def test_a_step_long_before_the_case_is_a_slip(case, guard):
    found = tool_search.step_blockers(case, "stop_work", by=guard, taken_at=MONDAY - timedelta(days=2))

    assert [reason.code for reason in found] == ["too_early"]


def test_found_ends_the_search_at_any_step(case, tool, guard):
    take(case, "stop_work", by=guard)

    closed = tool_search.close_found(case, by=guard, outcome=OUTCOME)

    tool.refresh_from_db()
    assert (closed.state, closed.closed_by, closed.closed_at, closed.outcome) == ("found", guard, MONDAY, OUTCOME)
    assert tool.state == "in_use"
    assert not InboxTask.objects.open().exists()
    assert refused(tool_search.take_step, case, "hold_people", by=guard, taken_at=MONDAY) == ["closed"]
    assert refused(tool_search.close_found, case, by=guard, outcome=OUTCOME) == ["closed"]


def test_only_the_head_gives_a_tool_up_and_only_after_every_step(case, tool, guard, head):
    early = refused(tool_search.write_off, case, by=head, outcome="Tidak ditemukan setelah tiga hari")
    take(case, *(step.code for step in STEPS), by=guard)
    by_guard = refused(tool_search.write_off, case, by=guard, outcome="Tidak ditemukan setelah tiga hari")
    without_words = refused(tool_search.write_off, case, by=head, outcome="Hilang")
    closed = tool_search.write_off(case, by=head, outcome="Tidak ditemukan setelah tiga hari")

    assert (early, by_guard, without_words) == (["steps_open"], ["not_head"], ["outcome_missing"])
    tool.refresh_from_db()
    assert (closed.state, closed.closed_by, tool.state) == ("written_off", head, "retired")


def test_the_audit_says_who_did_what(case, guard):
    take(case, "stop_work", by=guard)
    tool_search.close_found(case, by=guard, outcome=OUTCOME)

    events = AuditEvent.objects.filter(action__startswith="missing_tool.").order_by("pk")
    assert [(event.action, event.actor_id, event.details) for event in events] == [
        ("missing_tool.report", case.reported_by_id, {"tool": case.tool_id, "session": case.session_id}),
        ("missing_tool.step", guard.pk, {"step": "stop_work"}),
        ("missing_tool.close", guard.pk, {"tool": case.tool_id, "state": "found"}),
    ]


def test_task_leads_to_the_case_and_stays_open_until_the_tool_is_found(case, guard):
    task = InboxTask.objects.open().filter(kind="programs.missing_tool").first()

    assert line_of(task).url == reverse("programs:missing_tool", args=[case.public_id])
    assert codes(acknowledge_blockers(task)) == ["not_over"]
    tool_search.close_found(case, by=guard, outcome=OUTCOME)
    assert acknowledge_blockers(task) == []


def test_what_was_found_can_go_missing_again(case, tool, guard):
    tool_search.close_found(case, by=guard, outcome=OUTCOME)

    second = tool_search.report(tool, by=guard, text="Papan kosong lagi")

    assert [row.pk for row in MissingTool.objects.open()] == [second.pk]
    assert InboxTask.objects.open().count() == 3
