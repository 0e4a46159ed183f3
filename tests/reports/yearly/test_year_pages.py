"""Pages and files of yearly reports: what they say, and that nothing on them tells where a class was held."""

import io
from datetime import date, datetime, time

import pytest
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry
from inmates.custody.custody_words import custody_words
from printing.box_fit import Ruler, composed
from printing.paper import Paper
from reports.kept import keeping
from reports.kept.counted_people import places_of
from reports.yearly import report_paper, year_reports, year_words
from reports.yearly.models import YearReport, YearReportApproval, YearReportPlace
from tests.conftest import MONDAY
from tests.constraints import assert_refused, copy_of
from tests.factories import UserFactory
from tests.factories.certification import staff
from tests.factories.worked_year import worked_year
from tests.html import compact, hidden
from tests.reasons import codes

pytestmark = pytest.mark.django_db
PAGES = ("year_report", "year_report_rows", "year_report_pdf", "year_report_xlsx")
# Why somebody left or was away, why a session was cancelled, who paid for it.
OF_CUSTODY = ("Pindah", "Keamanan", "pemasyarakatan", "Sidang")


@pytest.fixture
def year():
    found = worked_year()
    with clock.moved_to(datetime.combine(date(2027, 1, 4), time(9), tzinfo=MONDAY.tzinfo)):
        yield found


@pytest.fixture
def report(year):
    return year_reports.make(2026, by=year.coordinator)


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


def _sheets(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_coordinator_makes_the_report_and_the_head_approves_it(year, client, sign_in):
    made = sign_in(year.coordinator).post(reverse("reports:year_report_make"), {"tahun": "2026"})
    report = YearReport.objects.get()
    page = compact(client.get(made.url).text)
    refused = client.post(address("year_report_approve", report))
    head = sign_in(year.head)
    unseen = head.post(address("year_report_approve", report))
    head.post(address("year_report_approve", report), {"seen": hidden(unseen.text, "seen")[0]})

    assert [text for text in ("dari 20 rencana", "91%", "dari 9 dinilai", report.mark) if text not in page] == []
    assert refused.status_code == 403
    assert unseen.status_code == 422
    assert YearReportApproval.objects.get().approved_by == year.head
    assert year.head.full_name in client.get(reverse("reports:year_report_list")).text


def test_nothing_tells_where_a_class_was_held(report, year, sign_in, printed_words):
    client = sign_in(year.coordinator)
    answers = {name: client.get(address(name, report)) for name in PAGES}
    texts = [answers[name].text.split("<main")[1] for name in PAGES[:2]]
    texts += [printed_words[0], str(_sheets(answers["year_report_xlsx"]))]

    facility = year.closed.batch.facility
    assert [word for text in texts for word in (*OF_CUSTODY, facility.name) if word in text] == []
    assert [custody_words(text) for text in texts[2:]] == [[], []]
    numbers = [place.person.register_numbers.first().number for place in year.closed.places.values()]
    assert [number for number in numbers for text in texts if number in text] == []


def test_register_shows_everybody_and_the_log_says_so(report, year, sign_in, printed_words):
    client = sign_in(year.coordinator)

    rows = client.get(address("year_report_rows", report)).text
    client.get(address("year_report_pdf", report))
    register = next(iter(_sheets(client.get(address("year_report_xlsx", report))).values()))[1:]
    shown = [set(entry.people) for entry in AccessLogEntry.objects.order_by("pk")]

    people = {place.person_id for place in year.places.values()}
    assert [name for name in year.places if name not in rows or name not in printed_words[0]] == []
    assert sorted(row[0] for row in register) == sorted(year.places)
    assert shown == [people] * 3


def test_paper_is_printed(report, year):
    content = report_paper.paper(
        report, year_words.register_rows(places_of(report, year.coordinator)), by=year.coordinator
    )

    assert content.startswith(b"%PDF-")


def test_correction_says_what_differs(report, year, sign_in):
    year.closed.places["Dodi"].unit_results.filter(result="BK").update(result="K", feedback="")
    second = year_reports.make(2026, by=year.coordinator)
    with pytest.raises(RuleViolation) as again:
        year_reports.make(2026, by=year.coordinator)

    page = compact(sign_in(year.coordinator).get(address("year_report", second)).text)
    assert codes(again.value.reasons) == ["unchanged"]
    assert second.differences["figures"][0] == {"batch": "", "figure": "passed", "part": "", "was": 8, "now": 9}
    assert "→" in page
    assert codes(year_reports.approve_blockers(report, by=year.head)) == ["corrected"]


def test_year_that_is_not_over_and_strangers_are_refused(year):
    stranger = staff(UserFactory(roles=["blk_coordinator"]).training_center, "blk_head")
    report = year_reports.make(2026, by=year.coordinator)

    assert codes(year_reports.blockers(2027, by=year.coordinator)) == ["not_over"]
    assert codes(year_reports.blockers(2026, by=year.head)) == ["not_authorized"]
    assert codes(year_reports.approve_blockers(report, by=stranger)) == ["not_authorized"]
    assert not YearReport.objects.visible_to(year.closed.officer).exists()


def test_report_never_changes(report):
    for rows in (YearReport.objects.all(), YearReportPlace.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    assert keeping.is_whole(report)
    place = report.places.first()
    assert_refused("year_report_place_once_a_report", lambda: copy_of(place))
    assert_refused("year_report_number_is_unique", lambda: copy_of(report))


def test_pages_and_making_take_few_statements(report, year, sign_in, django_assert_max_num_queries):
    client = sign_in(year.coordinator)
    for name in ("year_report", "year_report_rows"):
        with django_assert_max_num_queries(16):
            client.get(address(name, report))
    year.closed.places["Dodi"].unit_results.filter(result="BK").update(result="K", feedback="")
    with django_assert_max_num_queries(22):
        year_reports.make(2026, by=year.coordinator)
