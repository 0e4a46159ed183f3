from datetime import date, time

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.timetable.models.sessions import Session
from programs.tools import tool_issue, tool_return
from programs.tools.consumable_weighing import Back, Out
from programs.tools.models import NoToolsOut
from tests.conftest import MONDAY
from tests.factories import BatchFactory, ConsumableFactory, SessionFactory, ToolFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def reasons(caught):
    return {reason.code: str(reason) for reason in caught.value.reasons}


def refused(command, *arguments, **named):
    with pytest.raises(RuleViolation) as caught:
        command(*arguments, **named)
    return [reason.code for reason in caught.value.reasons]


@pytest.fixture
def tools(session):
    return [ToolFactory(session=session, number=f"LAS-00{n}") for n in (1, 2, 3)]


@pytest.fixture
def electrodes(session):
    return ConsumableFactory(session=session, name="Elektroda")


def test_who_handed_out_what_and_when_stands_written(session, tools, electrodes):
    made = tool_issue.hand_out(session, by=session.instructor, tools=tools[:2], amounts=[Out(electrodes, 500)])

    stands = [(issue.tool, issue.out_by, issue.out_at, issue.returned) for issue in made]
    assert stands == [(tool, session.instructor, MONDAY, "") for tool in tools[:2]]
    assert session.consumable_issues.values_list("consumable", "amount_out", "amount_back").get() == (
        electrodes.pk,
        500,
        None,
    )
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details) == (
        "session.hand_out_tools",
        {
            "tools": [tool.pk for tool in tools[:2]],
            "amounts": [{"consumable": electrodes.pk, "before": None, "out": 500}],
        },
    )


def test_the_same_again_writes_nothing(session, tools, electrodes):
    for _ in range(2):
        made = tool_issue.hand_out(
            session, by=session.instructor, tools=tools, amounts=[Out(electrodes, 500)]
        )  # as from two pages that both saw nothing out

    assert made == []
    assert AuditEvent.objects.filter(action="session.hand_out_tools").count() == 1


def test_what_cannot_go_out_is_refused_by_name_and_nothing_goes_out(session, tools):
    elsewhere = SessionFactory(
        batch=BatchFactory(facility=session.facility, version=session.batch.version, name="Las 9/2026"),
        room="Bengkel dua",
    )
    away = ToolFactory(session=session, number="LAS-011")
    tool_issue.hand_out(elsewhere, by=UserFactory(roles=["training_officer"], facility=session.facility), tools=[away])
    bad = {
        "retired": ToolFactory(session=session, number="LAS-021", state="retired"),
        "repair": ToolFactory(session=session, number="LAS-022", state="repair"),
        "missing": ToolFactory(session=session, number="LAS-023", state="missing"),
        "not_listed": ToolFactory(facility=session.facility, number="JHT-001"),
        "elsewhere": away,
    }

    with pytest.raises(RuleViolation) as caught:
        tool_issue.hand_out(session, by=session.instructor, tools=[*tools, *bad.values()])

    assert reasons(caught) == {
        "retired": "LAS-021 Palu terak sudah dihapus dari daftar alat.",
        "repair": "LAS-022 Palu terak sedang diperbaiki.",
        "missing": "LAS-023 Palu terak hilang dan sedang dicari.",
        "not_listed": "JHT-001 Palu terak tidak ada dalam daftar alat program ini.",
        "elsewhere": "LAS-011 Palu terak masih dikeluarkan di Las 9/2026, 23 Nov 2026. Terima kembali di sana dahulu.",
    }
    assert not session.tool_issues.exists()


def test_the_whole_list_goes_out_but_for_what_cannot(session, tools):
    ToolFactory(session=session, number="LAS-022", state="repair")
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])

    made, stayed = tool_issue.hand_out_all(session, by=session.instructor)

    assert [issue.tool for issue in made] == tools[1:]
    assert [reason.code for reason in stayed] == ["repair"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "finalized"}, "not_open"),
        ({"date": date(2026, 11, 24)}, "session_in_future"),
    ],
)
def test_when_nothing_goes_out(session, tools, change, code):
    for name, value in change.items():
        setattr(session, name, value)

    assert [reason.code for reason in tool_issue.blockers(session, by=session.instructor)] == [code]


def test_tools_go_out_before_the_session_begins_but_on_its_day(session, tools):
    """At 00:30 in Central Indonesia it is still yesterday in UTC."""
    session.date = date(2026, 11, 24)

    with clock.moved_to(clock.at(date(2026, 11, 24), time(0, 30), "Asia/Makassar")):
        assert tool_issue.blockers(session, by=session.instructor) == []


def test_strangers_and_readers_hand_out_nothing(session, tools, head):
    center = session.batch.training_center
    users = {
        "head": head,
        "instructor of another batch": UserFactory(roles=["instructor"], training_center=center),
        "stranger": UserFactory(roles=["training_officer"]),
    }

    found = {name: refused(tool_issue.hand_out, session, by=user, tools=tools) for name, user in users.items()}
    back = {name: refused(tool_return.take_back_rest, session, by=user) for name, user in users.items()}

    assert found == {name: ["not_allowed"] for name in users}
    assert back == found


def test_nothing_ticked_is_no_handing_out(session):
    assert refused(tool_issue.hand_out, session, by=session.instructor) == ["nothing"]
    assert refused(tool_return.take_back, session, by=session.instructor) == ["nothing"]


def test_that_nothing_goes_out_is_said_once_and_ends_when_something_does(session, tools):
    for _ in range(2):
        said = tool_issue.say_nothing_out(session, by=session.instructor)
    assert (said.said_by, said.said_at) == (session.instructor, MONDAY)
    assert AuditEvent.objects.filter(action="session.say_no_tools").count() == 1

    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])

    assert not NoToolsOut.objects.exists()
    assert refused(tool_issue.say_nothing_out, session, by=session.instructor) == ["handed_out"]


def test_tools_come_back_each_in_its_way(session, tools):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    ways = dict(zip(tools, ("fine", "damaged", "missing"), strict=True))

    ended = tool_return.take_back(session, by=session.instructor, tools=ways)

    assert [(issue.returned, issue.back_by) for issue in ended] == [
        (way, session.instructor) for way in ("fine", "damaged", "missing")
    ]
    for tool in tools:
        tool.refresh_from_db()
    assert [tool.state for tool in tools] == ["in_use", "repair", "missing"]
    case = tools[2].cases.get()
    assert (case.session, case.reported_by, case.state) == (session, session.instructor, "open")
    event = AuditEvent.objects.filter(action="session.take_back_tools").get()
    assert event.details["tools"] == {str(tool.pk): way for tool, way in ways.items()}


def test_the_rest_comes_back_in_order(session, tools):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    tool_return.take_back(session, by=session.instructor, tools={tools[0]: "damaged"})

    ended = tool_return.take_back_rest(session, by=session.instructor)

    assert [(issue.tool, issue.returned) for issue in ended] == [(tool, "fine") for tool in tools[1:]]
    assert tool_return.take_back_rest(session, by=session.instructor) == []


def test_what_comes_back_must_have_gone_out(session, tools):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])

    assert refused(tool_return.take_back, session, by=session.instructor, tools={tools[1]: "fine"}) == ["not_out"]
    assert refused(tool_return.take_back, session, by=session.instructor, tools={tools[0]: "lost"}) == [
        "no_such_return"
    ]


def test_two_who_say_otherwise_look_at_it_together(session, tools, guard):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    tool_return.take_back(session, by=session.instructor, tools={tools[0]: "fine"})

    again = tool_return.take_back(session, by=guard, tools={tools[0]: "fine"})
    otherwise = refused(tool_return.take_back, session, by=guard, tools={tools[0]: "missing"})

    assert (again, otherwise) == ([], ["stale_return"])


def test_a_tool_that_came_back_goes_out_again(session, tools):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])
    tool_return.take_back_rest(session, by=session.instructor)

    made = tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])

    assert [issue.returned for issue in made] == [""]
    assert session.tool_issues.open().count() == 1


def test_what_is_found_after_the_session_is_closed_comes_back_all_the_same(session, tools):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    Session.objects.update(state="finalized", finalized_by=session.instructor, finalized_at=MONDAY)

    assert len(tool_return.take_back_rest(session, by=session.instructor)) == 3
    assert refused(tool_issue.hand_out, session, by=session.instructor, tools=tools) == ["not_open"]


@pytest.mark.parametrize(
    ("amount", "seen", "code"),
    [(0, None, "amount"), (1_000_001, None, "amount"), (700, 400, "stale_amount"), (700, None, "stale_amount")],
)
def test_what_stands_against_an_amount(session, electrodes, amount, seen, code):
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])

    assert refused(tool_issue.hand_out, session, by=session.instructor, amounts=[Out(electrodes, amount, seen)]) == [
        code
    ]


def test_more_is_weighed_out_by_whoever_saw_what_is_out(session, electrodes):
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])

    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 800, seen=500)])

    assert session.consumable_issues.get().amount_out == 800


def test_no_more_can_have_come_back_than_went_out(session, electrodes):
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])
    tool_return.take_back(session, by=session.instructor, amounts=[Back(electrodes, 120, 380)])

    less = Out(electrodes, 100, seen=500)

    assert refused(tool_issue.hand_out, session, by=session.instructor, amounts=[less]) == ["less_than_back"]


def test_an_amount_sent_twice_is_written_once(session, electrodes):
    for _time in range(2):
        tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])
    for _time in range(2):
        tool_return.take_back(session, by=session.instructor, amounts=[Back(electrodes, 120, 380)])

    written = AuditEvent.objects.filter(action__in=["session.hand_out_tools", "session.take_back_tools"])
    assert [sum(bool(event.details["amounts"]) for event in written), session.consumable_issues.count()] == [2, 1]


def test_of_a_closed_session_nothing_is_weighed_again(session, electrodes):
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])
    Session.objects.filter(pk=session.pk).update(
        state=Session.State.FINALIZED, finalized_by=session.instructor, finalized_at=clock.now()
    )

    back = [Back(electrodes, 120, 380)]

    assert refused(tool_return.take_back, session, by=session.instructor, amounts=back) == ["not_open"]


def test_a_consumable_of_another_list_is_not_weighed(session):
    for other in (ConsumableFactory(), ConsumableFactory(session=session, is_active=False)):
        assert refused(tool_issue.hand_out, session, by=session.instructor, amounts=[Out(other, 5)]) == ["not_listed"]


def test_back_and_used_are_weighed_and_can_be_weighed_again(session, electrodes):
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])

    tool_return.take_back(session, by=session.instructor, amounts=[Back(electrodes, 120, 300)])
    tool_return.take_back(session, by=session.instructor, amounts=[Back(electrodes, 120, 370, seen=(120, 300))])

    issue = session.consumable_issues.get()
    assert (issue.amount_back, issue.amount_used, issue.difference, issue.agrees) == (120, 370, 10, True)


def test_what_stands_against_an_amount_that_comes_back(session, electrodes):
    other = ConsumableFactory(session=session)
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])
    asked = {
        "more than went out": Back(electrodes, 501, 0),
        "less than nothing": Back(electrodes, -1, 0),
        "never went out": Back(other, 1, 1),
        "somebody else was quicker": Back(electrodes, 10, 10, seen=(5, 5)),
    }

    found = {
        why: refused(tool_return.take_back, session, by=session.instructor, amounts=[back])
        for why, back in asked.items()
    }

    assert found == {
        "more than went out": ["more_than_out"],
        "less than nothing": ["amount"],
        "never went out": ["not_out"],
        "somebody else was quicker": ["stale_amount"],
    }
