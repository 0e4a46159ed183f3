"""Pages and files of monthly reports: what each role sees, and what the files say."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from certification.sealing import daily_roots
from core import clock
from core.models import AccessLogEntry
from programs.attendance import mark_changes
from reports.kept import keeping
from reports.monthly import month_reports, report_paper
from reports.monthly.models import MonthReport, MonthReportApproval
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.hand_worked import hand_worked
from tests.html import hidden
from tests.papers import images, pages

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
REASON = "Ada surat izin yang terlambat disampaikan"


@pytest.fixture
def december():
    with clock.moved_to(datetime.combine(date(2026, 12, 2), time(9), tzinfo=MONDAY.tzinfo)):
        yield


@pytest.fixture
def worked(december):
    return hand_worked()


@pytest.fixture
def corrected(worked):
    """The second report of October, which corrects an absence of the first."""
    month_reports.make(OCTOBER, by=worked.officer)
    session = worked.batch.sessions.get(date=date(2026, 10, 27))
    mark = session.marks.filter(status__code="unexcused").order_by("pk").first()
    said = {"status": "sick", "note": "Surat", "reason": REASON, "version": mark.version}
    mark_changes.mark(session, mark.enrollment, by=worked.officer, **said)
    return month_reports.make(OCTOBER, by=worked.officer)


def address(name, report):
    return reverse(f"reports:{name}", args=[report.public_id])


def _sheets(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_officer_makes_the_report_and_head_approves_it(worked, client, sign_in):
    head = UserFactory(roles=["rutan_head"], facility=worked.batch.facility)

    made = sign_in(worked.officer).post(reverse("reports:month_report_make"), {"bulan": "2026-10-01"})
    report = MonthReport.objects.get()
    page = client.get(made.url).text
    refused = client.post(address("month_report_approve", report))
    unseen = sign_in(head).post(address("month_report_approve", report))
    seen = hidden(unseen.text, "seen")[0]
    approved = client.post(address("month_report_approve", report), {"seen": seen})

    assert made.url == approved.url == address("month_report", report)
    assert all(text in page for text in ("77%", "99,2 dari 128 jam", "0 dari 20 JP", report.mark, worked.batch.name))
    assert "Setujui laporan" not in page
    assert refused.status_code == 403
    assert (unseen.status_code, "Orang lain telah mengubah data ini" in unseen.text) == (422, True)
    assert MonthReportApproval.objects.get().approved_by == head
    assert head.full_name in client.get(reverse("reports:month_report_list")).text


def test_names_and_approval_ask_for_the_password_again(worked, sign_in):
    report = month_reports.make(OCTOBER, by=worked.officer)
    head = sign_in(UserFactory(roles=["rutan_head"], facility=worked.batch.facility))
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        file = head.get(address("month_report_xlsx", report))
        head.post(address("month_report_approve", report))

    assert file.status_code == 302
    assert not AccessLogEntry.objects.exists()
    assert not MonthReportApproval.objects.exists()


def test_month_that_is_not_offered_is_refused(worked, sign_in):
    answer = sign_in(worked.officer).post(reverse("reports:month_report_make"), {"bulan": "2026-12-01"})

    assert answer.status_code == 422
    assert not MonthReport.objects.exists()


def test_correction_tells_numbers_and_why_on_page_and_the_reason_not_on_paper(
    corrected, worked, sign_in, printed_words
):
    page = sign_in(worked.officer).get(address("month_report", corrected)).text
    sign_in(worked.officer).get(address("month_report_pdf", corrected))

    told = ("77,5% (99,2 dari 128 jam)", "78,7% (99,2 dari 126 jam)", "Alpa", "Sakit")
    assert [text for text in told if text not in page] == []
    assert REASON in page
    assert [text for text in told if text not in printed_words[0]] == []
    assert REASON not in printed_words[0]
    assert [name for name in worked.places if name in printed_words[0]] == []


def test_paper_shows_the_root_of_the_day_on_which_it_is_printed(corrected, worked):
    plain = report_paper.paper(corrected, by=worked.officer)
    root = daily_roots.short(daily_roots.take().details["root"])

    rooted = report_paper.paper(corrected, by=worked.officer)

    assert "Akar harian" not in " ".join(pages(plain))
    assert root in " ".join(" ".join(pages(rooted)).split())
    assert len(images(rooted)) == len(images(plain)) + 1


def test_rows_and_workbook_show_everybody_counted_and_the_log_says_so(corrected, worked, sign_in):
    client = sign_in(worked.officer)

    rows = client.get(address("month_report_rows", corrected)).text
    sheets = _sheets(client.get(address("month_report_xlsx", corrected)))
    shown = [set(entry.people) for entry in AccessLogEntry.objects.order_by("pk")]

    names = sorted(name for name in worked.places if name != "Indra Lesmana")
    people = {place.person_id for name, place in worked.places.items() if name in names}
    assert [name for name in names if name not in rows] == []
    assert sorted({row[0] for row in sheets["Presensi"][1:]}) == names
    assert sum(row[4] for row in sheets["Presensi"][1:]) == 5954
    assert sum(row[5] for row in sheets["Presensi"][1:]) == 7680 - 120
    assert shown == [people, people]


def test_stranger_sees_no_report_and_a_changed_one_leaves_no_file(corrected, worked, sign_in):
    stranger = UserFactory(roles=["training_officer"])
    names = ("month_report", "month_report_rows", "month_report_pdf", "month_report_xlsx")
    answers = [sign_in(stranger).get(address(name, corrected)).status_code for name in names]

    assert answers == [404] * 4
    corrected.figures["whole"]["held_jp"] = 99
    assert not keeping.is_whole(corrected)


def test_pages_take_as_many_statements_for_one_report_as_for_more(
    corrected, worked, sign_in, django_assert_max_num_queries
):
    client = sign_in(worked.officer)
    for name in ("month_report", "month_report_rows"):
        with django_assert_max_num_queries(14):
            client.get(address(name, corrected))
    with django_assert_max_num_queries(10):
        client.get(reverse("reports:month_report_list"))


def test_first_report_reads_the_same_after_a_correction_and_only_the_second_says_what_differs(worked, sign_in):
    client = sign_in(worked.officer)
    first = month_reports.make(OCTOBER, by=worked.officer)
    names = ("month_report_xlsx", "month_report")
    before = _sheets(client.get(address("month_report_xlsx", first)))
    session = worked.batch.sessions.get(date=date(2026, 10, 27))
    mark = session.marks.filter(status__code="unexcused").order_by("pk").first()
    said = {"status": "sick", "note": "Surat", "reason": REASON, "version": mark.version}

    mark_changes.mark(session, mark.enrollment, by=worked.officer, **said)
    second = month_reports.make(OCTOBER, by=worked.officer)
    (after, page), (others, _page) = ([client.get(address(name, one)) for name in names] for one in (first, second))

    assert _sheets(after) == before
    assert "78,7%" not in page.text
    assert before["Yang berubah"][1:] == []
    assert ["Seluruh UPT", "Kehadiran", "77,5% (99,2 dari 128 jam)", "78,7% (99,2 dari 126 jam)"] in (
        _sheets(others)["Yang berubah"]
    )


def test_head_of_another_facility_does_not_find_the_report_to_approve(corrected, sign_in):
    answer = sign_in(UserFactory(roles=["rutan_head"])).post(address("month_report_approve", corrected))

    assert answer.status_code == 404
    assert not MonthReportApproval.objects.exists()


def test_page_of_a_report_that_was_corrected_since_approves_neither(worked, sign_in):
    first = month_reports.make(OCTOBER, by=worked.officer)
    head = sign_in(UserFactory(roles=["rutan_head"], facility=worked.batch.facility))
    (seen,) = hidden(head.get(address("month_report", first)).text, "seen")
    session = worked.batch.sessions.get(date=date(2026, 10, 27))
    mark = session.marks.filter(status__code="unexcused").order_by("pk").first()
    said = {"status": "sick", "note": "Surat", "reason": REASON, "version": mark.version}
    mark_changes.mark(session, mark.enrollment, by=worked.officer, **said)
    second = month_reports.make(OCTOBER, by=worked.officer)

    answers = [head.post(address("month_report_approve", one), {"seen": seen}) for one in (first, second)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert first.mark in answers[0].text
    assert address("month_report", second) in answers[0].text
    assert not MonthReportApproval.objects.exists()
