import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry
from programs.tools import tool_issue, tool_return, tool_search
from programs.tools.consumable_weighing import Out
from programs.tools.missing_tool_paper import case_paper
from programs.tools.session_tools import sheet_of
from programs.tools.shadow_board import board_paper
from programs.tools.tool_list_paper import session_paper
from tests.factories import ConsumableFactory, ToolFactory
from tests.papers import pages

pytestmark = pytest.mark.django_db
LONG = "Gunting zig-zag bergagang panjang untuk kain denim tebal dan terpal kendaraan"
CUSTODY = ("rutan", "rumah tahanan", "tahanan", "blok", "napi", "wbp")


def words_of(content):
    return [" ".join(page.split()) for page in pages(content)]


def test_the_list_has_a_line_for_every_tool_and_its_head_on_every_page(session):
    for number in range(1, 61):
        ToolFactory(session=session, number=f"LAS-{number:03d}", name=LONG, board="Papan las sebelah kanan")
    ConsumableFactory(session=session, name="Elektroda RB-26")

    found = words_of(session_paper(sheet_of(session), by=session.instructor))

    printed = " ".join(found)
    assert [f"LAS-{number:03d}" in printed for number in range(1, 61)] == [True] * 60
    assert len(found) == 4
    for number, page in enumerate(found, 1):
        assert f"Halaman {number} dari 4" in page
    assert [page.count("No Nomor Alat Papan / tempat Keluar Kembali") for page in found] == [1, 1, 1, 1]
    assert "Elektroda RB-26" in found[-1]


def test_what_is_recorded_stands_in_place_of_its_box(session):
    tools = [ToolFactory(session=session, number=f"LAS-00{n}") for n in (1, 2)]
    stuff = ConsumableFactory(session=session)
    tool_issue.hand_out(session, by=session.instructor, tools=tools, amounts=[Out(stuff, 500)])
    tool_return.take_back(session, by=session.instructor, tools={tools[0]: "damaged"})

    page = words_of(session_paper(sheet_of(session), by=session.instructor))[0]

    assert "LAS-001 Palu terak Papan A" in page
    assert "09.12 Kembali rusak" in page
    assert "500 gram" in page


def test_the_training_center_prints_no_word_of_custody(session, guard):
    ToolFactory(session=session)
    tools = [ToolFactory(session=session)]

    ours = words_of(session_paper(sheet_of(session), by=session.instructor)) + words_of(
        board_paper(session.instructor, tools)
    )
    theirs = words_of(session_paper(sheet_of(session), by=guard))

    assert [word for word in CUSTODY if word in " ".join(ours).lower()] == []
    assert session.batch.training_center.official_name in ours[0]
    assert session.facility.name in theirs[0]


def test_labels_are_in_the_order_of_their_places_ten_on_a_sheet(session):
    tools = [
        ToolFactory(session=session, number=f"LAS-{place:03d}", place=str(place), is_dangerous=place == 2)
        for place in range(12, 0, -1)
    ]
    tools.append(ToolFactory(session=session, number="LAS-099", board=""))

    found = words_of(board_paper(session.instructor, tools))

    assert [page.count("LAS-") for page in found] == [1, 10, 2]
    assert "Papan A, lembar 1 dari 2" in found[1]
    assert found[1].index("LAS-002") < found[1].index("LAS-010")
    assert found[1].count("BERBAHAYA") == 1
    assert "Halaman 3 dari 3" in found[2]


def test_what_does_not_fit_a_label_is_named(session):
    tool = ToolFactory(session=session, name="G" * 80)

    with pytest.raises(RuleViolation) as caught:
        board_paper(session.instructor, [tool])
    with pytest.raises(RuleViolation) as empty:
        board_paper(session.instructor, [])

    assert [reason.code for reason in caught.value.reasons] == ["unprintable"]
    assert [reason.code for reason in empty.value.reasons] == ["no_tools"]


def test_the_report_has_every_step_and_the_end(session, guard):
    tool = ToolFactory(session=session, number="LAS-014")
    case = tool_search.report(tool, by=guard, text="Papan kosong pada apel sore")
    tool_search.take_step(case, "stop_work", by=guard, taken_at=clock.now(), note="Mesin mati " + "dan dihitung " * 18)
    before = words_of(case_paper(case))[0]
    tool_search.close_found(case, by=guard, outcome="Ditemukan di laci meja kerja")
    case.refresh_from_db()

    page = words_of(case_paper(case))[0]

    assert "Pencarian masih berjalan." in before
    assert "Papan kosong pada apel sore" in page
    assert page.count("Belum dicatat") == 5
    assert "Ditemukan, Senin, 23 November 2026" in page
    assert "Halaman 1 dari 1" in page


@pytest.mark.parametrize(
    ("name", "subject"), [("tool_sheet_print", "tool list"), ("tool_board_print", "labels of the shadow board")]
)
def test_papers_come_as_pdf_and_are_logged(session, officer, sign_in, name, subject):
    ToolFactory(session=session)
    arguments = [session.public_id] if name == "tool_sheet_print" else []

    answer = sign_in(officer).get(reverse(f"programs:{name}", args=arguments))

    assert answer["Content-Type"] == "application/pdf"
    assert AccessLogEntry.objects.values_list("kind", "subject").get() == ("print", subject)
