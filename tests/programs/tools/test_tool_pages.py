import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.models import AccessLogEntry
from programs.tools import tool_issue
from programs.tools.consumable_weighing import Out
from programs.tools.models import Tool
from tests.factories import ConsumableFactory, ToolFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tools(session):
    return [ToolFactory(session=session, number=f"LAS-{n:03d}") for n in (1, 2, 3)]


def url(name, *arguments):
    return reverse(f"programs:{name}", args=arguments)


def key(row):
    return str(row.public_id)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_ticked_tools_and_weighed_amounts_go_out_and_come_back(session, tools, sign_in):
    electrodes = ConsumableFactory(session=session)
    client = sign_in(session.instructor)

    out = client.post(
        url("tool_out", session.public_id),
        {
            "tools": [key(tools[0]), key(tools[1])],
            f"out-{electrodes.public_id}": "500",
            f"seen-{electrodes.public_id}": "",
        },
    )
    back = client.post(
        url("tool_back", session.public_id),
        {
            f"way-{tools[0].public_id}": "damaged",
            "rest": "1",
            f"back-{electrodes.public_id}": "100",
            f"used-{electrodes.public_id}": "400",
        },
    )

    assert (out.status_code, out["Location"]) == (302, url("tool_sheet", session.public_id))
    assert back.status_code == 302
    ways = session.tool_issues.order_by("tool__number_key").values_list("tool__number", "returned")
    assert list(ways) == [("LAS-001", "damaged"), ("LAS-002", "fine")]
    assert session.consumable_issues.values_list("amount_out", "amount_back", "amount_used").get() == (500, 100, 400)


def test_the_whole_list_goes_out_and_what_stays_is_named(session, tools, sign_in):
    ToolFactory(session=session, number="LAS-009", state="repair")

    answer = sign_in(session.instructor).post(url("tool_out", session.public_id), {"all": "1"}, follow=True)

    assert session.tool_issues.open().count() == 3
    assert "3 alat dikeluarkan." in text_of(answer)
    assert "LAS-009 Palu terak sedang diperbaiki." in text_of(answer)


def test_a_form_sent_twice_counts_once(session, tools, sign_in):
    client, form = (
        sign_in(session.instructor),
        {"all": "1", "idempotency_token": "3f6f3b8e-6a0e-4f6c-9f8d-0b7f7c1f0a11"},
    )

    answers = [client.post(url("tool_out", session.public_id), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert session.tool_issues.count() == 3


def test_what_is_refused_is_named_and_the_ticks_stay(session, tools, sign_in):
    stranger = ToolFactory(facility=session.facility, number="JHT-001")

    answer = sign_in(session.instructor).post(
        url("tool_out", session.public_id), {"tools": [key(tools[0]), key(stranger)]}
    )

    assert answer.status_code == 422
    assert "JHT-001 Palu terak tidak ada dalam daftar alat program ini." in text_of(answer)
    assert f'value="{tools[0].public_id}" checked' in text_of(answer)
    assert not session.tool_issues.exists()


def test_what_another_took_back_meanwhile_is_not_lost_without_a_word(session, tools, sign_in):
    tool_issue.hand_out(session, by=session.instructor, tools=tools)
    client = sign_in(session.instructor)
    client.post(url("tool_back", session.public_id), {f"way-{tools[0].public_id}": "fine"})

    answer = client.post(url("tool_back", session.public_id), {f"way-{tools[0].public_id}": "missing"})

    assert answer.status_code == 422
    assert "Petugas lain sudah mencatat LAS-001 Palu terak" in text_of(answer)


def test_half_of_an_amount_is_asked_for(session, sign_in):
    electrodes = ConsumableFactory(session=session, name="Elektroda")
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500)])

    answer = sign_in(session.instructor).post(
        url("tool_back", session.public_id), {f"back-{electrodes.public_id}": "100"}
    )

    assert answer.status_code == 422
    assert "Elektroda: isi keduanya" in text_of(answer)


def test_that_nothing_goes_out_is_said_by_a_button(session, tools, sign_in):
    client = sign_in(session.instructor)

    answer = client.post(url("tool_none", session.public_id), follow=True)

    assert "Tidak ada alat dikeluarkan." in text_of(answer)
    assert session.no_tools_out.said_by == session.instructor


@pytest.mark.parametrize("name", ["tool_out", "tool_back", "tool_none"])
def test_strangers_find_no_sheet_and_readers_change_none(session, tools, head, name, sign_in):
    stranger = UserFactory(roles=["training_officer"])

    found = sign_in(stranger).post(url(name, session.public_id), {"all": "1"}).status_code
    forbidden = sign_in(head).post(url(name, session.public_id), {"all": "1"}).status_code

    assert (found, forbidden) == (404, 403)
    assert not session.tool_issues.exists()


def test_the_sheet_costs_the_same_for_one_tool_and_for_thirty(session, sign_in, django_assert_num_queries):
    client = sign_in(session.instructor)
    ToolFactory(session=session)
    tool_issue.hand_out_all(session, by=session.instructor)
    client.get(url("tool_sheet", session.public_id))
    with django_assert_num_queries(12):
        client.get(url("tool_sheet", session.public_id))
    for _ in range(29):
        ToolFactory(session=session)
    tool_issue.hand_out_all(session, by=session.instructor)

    with django_assert_num_queries(12):
        client.get(url("tool_sheet", session.public_id))


def test_the_list_narrows_by_number_name_program_and_state(officer, session, sign_in):
    ToolFactory(session=session, number="LAS-014", name="Palu terak")
    ToolFactory(session=session, number="LAS-015", name="Tang penjepit", state="repair")
    client = sign_in(officer)

    def shown(**query):
        page = text_of(client.get(url("tool_list"), query))
        return [number for number in ("LAS-014", "LAS-015") if number in page]

    program = session.batch.version.program_id
    assert [shown(q="las 14"), shown(q="tang"), shown(state="repair"), shown(program=program)] == [
        ["LAS-014"],
        ["LAS-015"],
        ["LAS-015"],
        ["LAS-014", "LAS-015"],
    ]
    assert [shown(q="zz"), shown(program="x"), shown(state="x")] == [[], ["LAS-014", "LAS-015"], ["LAS-014", "LAS-015"]]


def test_the_list_costs_the_same_for_one_tool_and_for_thirty(officer, session, sign_in, django_assert_num_queries):
    client = sign_in(officer)
    ToolFactory(session=session)
    client.get(url("tool_list"))
    with django_assert_num_queries(5):
        client.get(url("tool_list"))
    for _ in range(29):
        ToolFactory(session=session)

    with django_assert_num_queries(5):
        client.get(url("tool_list"))


def test_the_export_is_safe_and_logged(officer, session, sign_in):
    ToolFactory(session=session, name="=1+1")

    answer = sign_in(officer).get(url("tool_list"), {"file": "xlsx"})

    assert answer["Content-Disposition"] == 'attachment; filename="alat-2026-11-23.xlsx"'
    entry = AccessLogEntry.objects.get()
    assert (entry.kind, entry.subject) == ("export", "list of tools as xlsx")


def test_a_tool_is_added_changed_and_sent_to_repair(officer, session, sign_in):
    client = sign_in(officer)
    form = {
        "program": session.batch.version.program_id,
        "number": "LAS-014",
        "name": "Palu terak",
        "is_dangerous": "on",
    }

    added = client.post(url("tool_new"), form)
    tool = Tool.objects.get()
    client.post(url("tool_edit", tool.public_id), {**form, "place": "14"})
    client.post(url("tool_move", tool.public_id), {"to": "repair", "reason": "Gagang retak dan longgar"})
    again = client.post(url("tool_new"), form)

    tool.refresh_from_db()
    assert added["Location"] == url("tool_detail", tool.public_id)
    assert (tool.place, tool.state, tool.is_dangerous) == ("14", "repair", True)
    assert again.status_code == 422
    assert "Nomor LAS-014 sudah dipakai" in text_of(again)
    page = text_of(client.get(url("tool_detail", tool.public_id)))
    assert "Gagang retak dan longgar" in page


def test_a_consumable_is_added_and_changed(officer, session, sign_in):
    client = sign_in(officer)
    form = {
        "program": session.batch.version.program_id,
        "name": "Elektroda",
        "unit": "g",
        "tolerance": "20",
        "is_active": "on",
    }

    client.post(url("consumable_new"), form)
    consumable = officer.facility.consumables.get()
    client.post(url("consumable_edit", consumable.public_id), {**form, "tolerance": "30"})

    consumable.refresh_from_db()
    assert (consumable.name, consumable.tolerance, consumable.is_active) == ("Elektroda", 30, True)
    assert "Elektroda" in text_of(client.get(url("consumable_list")))


def test_a_tool_shows_where_it_was(officer, session, tools, sign_in):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])

    page = text_of(sign_in(officer).get(url("tool_detail", tools[0].public_id)))

    assert session.batch.name in page
    assert session.instructor.full_name in page
    assert "Masih di luar" in page


def test_the_training_center_reads_nothing_of_the_search(session, tools, guard, sign_in):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])
    client = sign_in(session.instructor)
    client.post(url("tool_back", session.public_id), {f"way-{tools[0].public_id}": "missing"})

    page = text_of(client.get(url("tool_detail", tools[0].public_id)))

    assert "Hilang" in page
    assert url("missing_tool", tools[0].cases.get().public_id) not in page
    assert client.get(url("missing_tool", tools[0].cases.get().public_id)).status_code == 403


def test_in_english_the_sheet_speaks_english(session, tools, sign_in):
    session.instructor.language = "en"
    session.instructor.save()

    with translation.override("en"):
        page = text_of(sign_in(session.instructor).get(url("tool_sheet", session.public_id)))

    assert "Hand out what is ticked" in page


def test_home_names_what_is_not_back_once_the_session_is_over(session, tools, guard, head, sign_in):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:2])
    readers = {"instructor": session.instructor, "guard": guard, "head": head}

    def named():
        return {name: "2 alat belum kembali" in text_of(sign_in(user).get("/")) for name, user in readers.items()}

    before = named()
    with clock.moved_to(session.ends_at + clock.MINUTE):
        after = named()

    assert before == {"instructor": False, "guard": False, "head": False}
    assert after == {"instructor": True, "guard": True, "head": True}


def test_a_reader_of_a_closed_session_gets_no_form(session, head, sign_in):
    electrodes = ConsumableFactory(session=session, name="Elektroda")
    tool_issue.hand_out(session, by=session.instructor, amounts=[Out(electrodes, 500, None)])

    page = sign_in(head).get(url("tool_sheet", session.public_id)).content.decode()

    assert "Bahan sesi ini" in page
    assert "Sedang dikeluarkan" not in page
    assert "Elektroda: keluar 500 gram, belum ditimbang kembali" in page
    assert 'name="back-' not in page


def test_a_tool_on_its_board_is_ready_and_one_that_is_out_is_given_out(session, tools, officer, sign_in):
    tool_issue.hand_out(session, by=session.instructor, tools=tools[:1])

    page = sign_in(officer).get(url("tool_list")).content.decode()

    assert (page.count("Dikeluarkan"), page.count("Siap pakai") - 1) == (1, len(tools) - 1)
