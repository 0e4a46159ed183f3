"""Pages and files of closing reports: what each office sees, and what the files say."""

import io
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core import clock
from core.models import AccessLogEntry
from printing.box_fit import Ruler, composed
from printing.paper import Paper
from programs.batches.models import Batch
from reports.closing import closing_reports
from reports.closing.models import ClosingReport, ClosingReportApproval
from tests.factories import UserFactory
from tests.factories.certification import staff
from tests.factories.closed_batch import closed_batch
from tests.html import hidden

pytestmark = pytest.mark.django_db
REASON = "Hasil uji ulang belum masuk"
# What a training center learns nowhere: why somebody left or was away, why a session was cancelled, who applied.
OF_CUSTODY = ("Pindah", "Sidang", "Keamanan", "Mendaftar", "mendaftar", "Diterima", "diterima", "Tidak diterima")
PAGES = ("closing_report", "closing_report_rows", "closing_report_pdf", "closing_report_xlsx")


@pytest.fixture
def closed():
    return closed_batch()


@pytest.fixture
def report(closed):
    return closing_reports.make(closed.batch, by=closed.officer)


@pytest.fixture
def corrected(closed, report):
    """The second report, because Fani's transfer became an escape and Dodi passed."""
    closed.batch.enrollments.filter(end_reason="transfer").update(end_reason="escape")
    closed.places["Dodi"].unit_results.filter(result="BK").update(result="K", feedback="")
    closed.batch.applications.filter(state="rejected").update(state="reserve", reserve_position=1)
    return closing_reports.make(closed.batch, by=closed.officer)


@pytest.fixture
def printed_words(monkeypatch):
    """The words of each paper, which are compressed in its PDF."""
    texts = []

    def print_one(paper, snapshot):
        texts.append(render_to_string(paper.template, paper.lay_out(composed(snapshot), Ruler()).words))
        return b"%PDF-"

    monkeypatch.setattr(Paper, "print", print_one)
    return texts


def address(name, report):
    return reverse(f"reports:{name}", args=[report.public_id])


def main_of(answer):
    return answer.text.split("<main")[1]


def _sheets(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_coordinator_makes_the_report_and_both_heads_approve_it(closed, client, sign_in):
    heads = (
        UserFactory(roles=["rutan_head"], facility=closed.batch.facility),
        staff(closed.batch.training_center, "blk_head"),
    )
    angkatan = {"angkatan": str(closed.batch.public_id)}
    offered = sign_in(closed.coordinator).get(reverse("reports:closing_report_list")).text

    made = client.post(reverse("reports:closing_report_make"), angkatan)
    report = ClosingReport.objects.get()
    refused = client.post(address("closing_report_approve", report))
    unseen = sign_in(heads[0]).post(address("closing_report_approve", report))
    seen = {"seen": hidden(unseen.text, "seen")[0]}
    answers = [sign_in(head).post(address("closing_report_approve", report), seen).url for head in heads]
    listed = client.get(reverse("reports:closing_report_list")).text

    assert str(closed.batch.public_id) in offered
    assert {made.url, *answers} == {address("closing_report", report)}
    assert refused.status_code == 403
    assert (unseen.status_code, "Orang lain telah mengubah data ini" in unseen.text) == (422, True)
    assert set(ClosingReportApproval.objects.values_list("approved_by", flat=True)) == {head.pk for head in heads}
    assert "Disetujui kepala kantor" in listed


def test_detention_center_reads_all_numbers(report, closed, sign_in):
    page = main_of(sign_in(closed.officer).get(address("closing_report", report)))

    told = ("9 mendaftar, 7 diterima", "dari 4 yang selesai", "2 dari 3 surat", "91%", "dari 14 rencana")
    assert [text for text in (*told, "Keamanan, blok ditutup", "Ir. Satu", report.mark) if text not in page] == []


@pytest.mark.parametrize("name", PAGES)
def test_training_center_learns_nothing_of_custody(name, corrected, closed, sign_in, printed_words):
    client = sign_in(closed.coordinator)
    answers = [client.get(address(name, corrected)), client.get(f"{address(name, corrected)}?bagian=sesi")]

    if name == "closing_report_xlsx":
        texts = [str(_sheets(answer)) for answer in answers]
    elif name == "closing_report_pdf":
        texts = printed_words
    else:
        texts = [main_of(answer) for answer in answers]

    assert texts
    assert [word for word in OF_CUSTODY for text in texts if word in text] == []
    numbers = [place.person.register_numbers.first().number for place in closed.places.values()]
    assert [number for number in numbers for text in texts if number in text] == []


def test_correction_says_what_differs_as_each_office_may_know(corrected, closed, sign_in):
    facility, center = (
        main_of(sign_in(by).get(address("closing_report", corrected))) for by in (closed.officer, closed.coordinator)
    )

    assert all("Kompeten di semua unit inti" in page for page in (facility, center))
    assert "Melarikan diri" in facility
    assert "Melarikan diri" not in center


def test_rows_and_workbook_show_everybody_counted_and_the_log_says_so(report, closed, sign_in):
    client = sign_in(closed.officer)

    rows = client.get(address("closing_report_rows", report)).text
    sheets = _sheets(client.get(address("closing_report_xlsx", report)))
    shown = [set(entry.people) for entry in AccessLogEntry.objects.order_by("pk")]

    people = {place.person_id for place in closed.places.values()}
    assert [name for name in closed.places if name not in rows] == []
    assert sum(row[3] for row in sheets["Presensi"][1:]) == 2310
    assert sum(row[4] for row in sheets["Presensi"][1:]) == 2520
    assert shown == [people, people]


def test_paper_names_no_participant(report, closed, sign_in, printed_words):
    sign_in(closed.officer).get(address("closing_report_pdf", report))

    names = [place.person.full_name for place in closed.places.values()]
    assert [name for name in names if f">{name}<" in printed_words[0] or f" {name} " in printed_words[0]] == []
    assert "Keamanan, blok ditutup" in printed_words[0]


def test_paper_of_each_office_is_printed(corrected, closed, sign_in):
    answers = [sign_in(by).get(address("closing_report_pdf", corrected)) for by in (closed.officer, closed.coordinator)]

    assert [(answer.status_code, answer.content[:5]) for answer in answers] == [(200, b"%PDF-")] * 2


def test_workbook_of_the_training_center_never_says_where_its_names_were(report, closed, sign_in):
    own, other = (
        str(_sheets(sign_in(by).get(address("closing_report_xlsx", report))))
        for by in (closed.officer, closed.coordinator)
    )
    facility = closed.batch.facility.name

    assert (facility in own, facility in other, "Rutan" in other) == (True, False, False)


def test_names_and_approval_ask_for_the_password_again(report, closed, sign_in):
    head = sign_in(UserFactory(roles=["rutan_head"], facility=closed.batch.facility))
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        file = head.get(address("closing_report_xlsx", report))
        head.post(address("closing_report_approve", report))

    assert file.status_code == 302
    assert not ClosingReportApproval.objects.exists()


def test_strangers_find_neither_report_nor_batch(report, closed, sign_in):
    for role in ("training_officer", "blk_coordinator"):
        client = sign_in(UserFactory(roles=[role]))
        answers = [client.get(address(name, report)).status_code for name in PAGES]
        made = client.post(reverse("reports:closing_report_make"), {"angkatan": str(closed.batch.public_id)})

        assert (answers, made.status_code) == ([404] * 4, 404)


def test_withdrawing_takes_a_reason_that_stays_with_the_detention_center(report, closed, sign_in):
    client = sign_in(closed.officer)
    short = client.post(address("closing_report_withdraw", report), {"alasan": ""})
    done = client.post(address("closing_report_withdraw", report), {"alasan": REASON})
    own = client.get(done.url).text
    other = sign_in(closed.coordinator).get(done.url).text

    assert short.status_code == 422
    assert (REASON in own, REASON in other) == (True, False)


def test_page_of_the_batch_leads_to_its_report_once_it_is_over(closed, sign_in):
    client = sign_in(closed.officer)
    batch = reverse("programs:batch_detail", args=[closed.batch.public_id])
    before = client.get(batch).text
    report = closing_reports.make(closed.batch, by=closed.officer)
    after = client.get(batch).text
    Batch.objects.filter(pk=closed.batch.pk).update(state="running")
    running = client.get(batch).text

    assert f"{reverse('reports:closing_report_list')}?angkatan={closed.batch.public_id}" in before
    assert address("closing_report", report) in after
    assert "?angkatan=" not in running
    assert address("closing_report", report) not in running


def test_pages_take_few_statements(corrected, closed, sign_in, django_assert_max_num_queries):
    client = sign_in(closed.officer)
    for name in ("closing_report", "closing_report_rows"):
        with django_assert_max_num_queries(16):
            client.get(address(name, corrected))
    with django_assert_max_num_queries(12):
        client.get(reverse("reports:closing_report_list"))
