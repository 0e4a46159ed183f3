import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from programs.tools import tool_search
from programs.tools.models import MissingTool
from tests.conftest import MONDAY
from tests.factories import ToolFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(tool, guard):
    return tool_search.report(tool, by=guard, text="Papan kosong pada apel sore")


def url(name, *arguments):
    return reverse(f"programs:{name}", args=arguments)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_tool_is_reported_and_its_case_opens(tool, guard, sign_in):
    answer = sign_in(guard).post(url("missing_tool_report", tool.public_id), {"text": "Papan kosong"})

    case = MissingTool.objects.get()
    assert answer["Location"] == url("missing_tool", case.public_id)
    assert (case.tool, case.report) == (tool, "Papan kosong")


def test_a_step_is_recorded_with_its_moment(case, guard, sign_in):
    client = sign_in(guard)

    answer = client.post(
        url("missing_tool_step", case.public_id, "stop_work"),
        {"day": "23/11/2026", "hour": "09.05", "note": "Mesin mati"},
        follow=True,
    )

    step = case.steps.get()
    assert (step.code, step.note, step.taken_at) == ("stop_work", "Mesin mati", MONDAY.replace(minute=5))
    assert "Langkah dicatat." in text_of(answer)
    assert "Semua orang tetap di tempat" in text_of(answer)


def test_a_step_out_of_turn_is_refused_with_what_comes_first(case, guard, sign_in):
    answer = sign_in(guard).post(
        url("missing_tool_step", case.public_id, "report_head"), {"day": "23/11/2026", "hour": "09.05"}
    )

    assert answer.status_code == 422
    assert "Langkah sebelumnya belum dicatat: Hentikan pekerjaan." in text_of(answer)


def test_it_is_found_by_the_guard_and_written_off_by_the_head_alone(case, guard, head, sign_in):
    words = {"outcome": "Ditemukan di laci meja kerja"}

    forbidden = sign_in(guard).post(url("missing_tool_write_off", case.public_id), words).status_code
    early = sign_in(head).post(url("missing_tool_write_off", case.public_id), words)
    found = sign_in(guard).post(url("missing_tool_found", case.public_id), words, follow=True)

    assert (forbidden, early.status_code) == (403, 422)
    assert "Prosedur belum selesai" in text_of(early)
    assert "Alat ditemukan; pencarian selesai." in text_of(found)
    case.refresh_from_db()
    assert case.state == "found"


@pytest.mark.parametrize("who", ["guard", "officer", "head"])
def test_home_of_everybody_who_can_act_shows_it_until_it_is_over(case, guard, officer, head, who, sign_in):
    user = {"guard": guard, "officer": officer, "head": head}[who]
    client = sign_in(user)

    before = text_of(client.get("/"))
    tool_search.close_found(case, by=guard, outcome="Ditemukan di laci meja kerja")
    after = text_of(client.get("/"))

    assert "1 alat hilang" in before
    assert url("missing_tool_list") in before
    assert "1 alat hilang" not in after


def test_the_inbox_of_the_guard_names_the_tool(case, guard, sign_in):
    page = text_of(sign_in(guard).get(reverse("inmates:task_list")))

    assert "LAS-014 Palu terak hilang" in page
    assert url("missing_tool", case.public_id) in page


def test_open_and_closed_cases_have_a_list_each(case, guard, sign_in):
    client = sign_in(guard)

    open_before = "LAS-014" in text_of(client.get(url("missing_tool_list")))
    tool_search.close_found(case, by=guard, outcome="Ditemukan di laci meja kerja")
    lists = ["LAS-014" in text_of(client.get(url("missing_tool_list"), query)) for query in ({}, {"view": "closed"})]

    assert open_before
    assert lists == [False, True]


def test_the_list_costs_the_same_for_one_case_and_for_thirty(case, guard, session, sign_in, django_assert_num_queries):
    client = sign_in(guard)
    client.get(url("missing_tool_list"))
    with django_assert_num_queries(3):
        client.get(url("missing_tool_list"))
    for _ in range(29):
        tool_search.report(ToolFactory(session=session), by=guard, text="Papan kosong")

    with django_assert_num_queries(3):
        client.get(url("missing_tool_list"))


def test_strangers_find_no_case(case, sign_in):
    client = sign_in(UserFactory(roles=["security_officer"]))

    names = ("missing_tool", "missing_tool_print", "missing_tool_found")
    assert [client.get(url(name, case.public_id)).status_code for name in names] == [404, 404, 404]


def test_the_report_is_printed_and_logged(case, guard, sign_in):
    answer = sign_in(guard).get(url("missing_tool_print", case.public_id))

    assert answer["Content-Type"] == "application/pdf"
    entry = AccessLogEntry.objects.get()
    assert (entry.kind, entry.subject) == ("print", "report of a missing tool")
