import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import mark_changes, session_closing
from programs.timetable.closing_checks import closing_facts
from programs.tools import tool_issue, tool_return, tool_search
from programs.tools.closing_tool_checks import tool_checks
from programs.tools.consumable_weighing import Back, Out
from tests.factories import ConsumableFactory, EnrollmentFactory, ToolFactory, count_heads

pytestmark = pytest.mark.django_db
REASON = "Satu kunci patah, dicatat di buku alat"


@pytest.fixture
def tools(session):
    return [ToolFactory(session=session, number=f"LAS-{n:03d}") for n in range(1, 8)]


@pytest.fixture
def electrodes(session):
    return ConsumableFactory(session=session, name="Elektroda", tolerance=20)


def checks_of(session):
    return tool_checks(session, closing_facts(session))


def stands(session):
    return [(check.code, check.state, check.message) for check in checks_of(session)]


def test_a_program_without_a_list_closes_without_a_word_about_tools(session):
    assert stands(session) == [("tools", "ok", "Program ini tidak memiliki daftar alat.")]


def test_an_untouched_list_is_not_known_until_somebody_says_that_nothing_went_out(session, tools):
    before = [check.state for check in checks_of(session)]
    tool_issue.say_nothing_out(session, by=session.instructor)

    assert before == ["unknown"]
    assert stands(session) == [("tools", "ok", "Tidak ada alat dikeluarkan.")]


def test_consumables_alone_are_a_list_too(session, electrodes):
    assert [check.state for check in checks_of(session)] == ["unknown"]


def test_every_tool_must_be_back_and_the_first_that_are_not_are_named(session, tools):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    out = stands(session)
    tool_return.take_back(session, by=session.instructor, tools={tools[0]: "damaged"})
    tool_return.take_back_rest(session, by=session.instructor)

    names = ", ".join(f"LAS-00{n} Palu terak" for n in range(1, 6))
    assert out == [("tools", "bad", f"Alat keluar 7, kembali 0. Belum kembali: {names}, dan 2 lagi.")]
    assert stands(session) == [("tools", "ok", "Alat keluar dan kembali cocok: 7.")]


def test_a_missing_tool_keeps_it_open_until_it_is_found(session, tools, guard, officer):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    tool_return.take_back(session, by=session.instructor, tools={tools[2]: "missing"})
    tool_return.take_back_rest(session, by=session.instructor)
    searched = stands(session)
    tool_search.close_found(tools[2].cases.get(), by=guard, outcome="Ada di laci meja kerja")

    assert searched == [("tools", "bad", "Alat hilang: LAS-003 Palu terak.")]
    assert [check.state for check in checks_of(session)] == ["ok"]


def test_what_is_missed_at_the_board_afterwards_keeps_it_open_as_well(session, tools, guard):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])
    tool_return.take_back_rest(session, by=session.instructor)

    tool_search.report(tools[0], by=guard, text="Papan kosong")

    assert [check.state for check in checks_of(session)] == ["bad"]


@pytest.mark.parametrize(
    ("back", "used", "state"),
    [(100, 400, "ok"), (100, 380, "ok"), (100, 420, "ok"), (100, 379, "bad"), (100, 421, "bad"), (None, None, "bad")],
)
def test_out_back_and_used_agree_within_the_tolerance(session, electrodes, back, used, state):
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])
    if back is not None:
        tool_return.take_back(session, by=session.instructor, amounts=[Back(electrodes, back, used)])

    assert [(check.code, check.state) for check in checks_of(session)] == [("consumables", state)]


@pytest.fixture
def nearly_closed(session, tools):
    """Everybody marked, heads agree; one tool did not come back."""
    for _ in range(2):
        EnrollmentFactory(batch=session.batch)
    mark_changes.mark_rest_present(session, by=session.instructor)
    count_heads(session, 2)
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    tool_return.take_back(session, by=session.instructor, tools={tools[0]: "missing"})
    tool_return.take_back_rest(session, by=session.instructor)
    return session


def test_a_session_with_a_tool_missing_is_closed_by_a_supervisor_with_a_reason_alone(nearly_closed, officer):
    with pytest.raises(RuleViolation) as instructor:
        session_closing.finalize(nearly_closed, by=nearly_closed.instructor, reason=REASON, ended_at=clock.now())
    with pytest.raises(RuleViolation) as without_reason:
        session_closing.finalize(nearly_closed, by=officer, ended_at=clock.now())
    closed = session_closing.finalize(nearly_closed, by=officer, reason=REASON, ended_at=clock.now())

    codes = [[reason.code for reason in caught.value.reasons] for caught in (instructor, without_reason)]
    assert codes == [["tools", "reason_missing"]] * 2
    assert (closed.state, closed.counts_reason, closed.finalized_by) == ("finalized", REASON, officer)
    event = AuditEvent.objects.filter(action="session.finalize").get()
    assert (event.actor_id, event.target_id) == (officer.pk, str(closed.pk))


def test_found_before_the_closing_it_needs_no_reason(nearly_closed, guard):
    tool_search.close_found(nearly_closed.missing_tools.get(), by=guard, outcome="Ada di laci meja kerja")

    assert (
        session_closing.finalize(nearly_closed, by=nearly_closed.instructor, ended_at=clock.now()).counts_reason == ""
    )


def test_the_checks_cost_the_same_for_one_tool_and_for_all(session, tools, electrodes, django_assert_num_queries):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1], amounts=[Out(electrodes, 5)])
    with django_assert_num_queries(4):
        checks_of(session)
    tool_issue.hand_out(session, by=session.instructor, tools=tools)

    with django_assert_num_queries(4):
        checks_of(session)
