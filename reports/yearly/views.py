"""Yearly reports of the training center: kept ones, their numbers, their register, and as files."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_file
from core import access, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.exporting import workbook_response
from core.http import pdf_answer
from core.listing import asks_for_file
from core.shown_acts import seen_by
from core.slicing import slice_page
from reports.kept import report_pages, words
from reports.kept.approving import state_words
from reports.kept.counted_people import places_of
from reports.kept.keeping import whole_blockers
from reports.kept.rows import Row
from reports.yearly import report_file, report_paper, year_reports, year_words
from reports.yearly.forms import YearForm
from reports.yearly.models import YearReport
from reports.yearly.year_list import YEARS

VIEW, KIND = "reports.view_year_report", "year_report"


def _form(request: HttpRequest, data: Any = None) -> YearForm:
    return YearForm(data, today=clock.today(request.user.time_zone))


def _reports(request: HttpRequest) -> QuerySet[YearReport]:
    found = YearReport.objects.visible_to(request.user)
    return found.select_related("training_center", "made_by", "approval__approved_by")


def _register(request: HttpRequest, report: YearReport) -> list[Row]:
    return year_words.register_rows(places_of(report, request.user))


@requires(VIEW)
@require_GET
def year_report_list(request: HttpRequest) -> HttpResponse:
    return _list(request, _form(request))


def _list(request: HttpRequest, form: YearForm, status: int = 200) -> HttpResponse:
    rows = YearReport.objects.visible_to(request.user).for_lists().with_newest()
    if asks_for_file(request):
        return YEARS.file(request, rows, prepare=_told)
    page = YEARS.page(request, rows, prepare=_told)
    return render(request, "reports/yearly/year_report_list.html", {"form": form, "page": page}, status=status)


def _told(rows: list[YearReport]) -> None:
    for row in rows:
        row.title = words.title_of(row)
        row.state_words = state_words(getattr(row, "approval", None), is_newest=row.is_newest)


@requires("reports.make_year_report")
@require_POST
def year_report_make(request: HttpRequest) -> HttpResponse:
    form = _form(request, request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    report = year_reports.make(form.cleaned_data["tahun"], by=request.user)
    messages.success(request, _("The report is made. It will not change any more."))
    return redirect("reports:year_report", report.public_id)


@requires(VIEW)
@require_GET
def year_report(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, public_id)


def _page(request: HttpRequest, public_id, refused: Sequence[Blocker] = ()) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    versions = YearReport.objects.of_year(report.training_center, report.year).for_lists()
    shared = report_pages.report_context(report, KIND, versions)
    lost = words.lost_rows(report, year_words.READER)
    approval = getattr(report, "approval", None)
    context = {
        **shared,
        "headlines": year_words.headlines(report),
        "months": year_words.month_rows(report),
        "tables": year_words.group_tables(report),
        "batches": year_words.batch_rows(report),
        "series": year_words.series_rows(report),
        "leavers": year_words.leaver_rows(report),
        "outcomes": year_words.outcome_rows(report),
        "lost": lost,
        "lost_finding": words.lost_finding(lost),
        "changes": year_words.change_rows(report),
        "causes": year_words.cause_rows(report),
        "state_words": state_words(approval, is_newest=shared["is_newest"]),
        "may_approve": not year_reports.approve_blockers(report, by=request.user),
        "refused": refused,
    }
    return render(request, "reports/yearly/year_report.html", context, status=422 if refused else 200)


@requires(VIEW)
@require_GET
def year_report_rows(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    rows = _register(request, report)
    context = {
        "report": report,
        "title": words.title_of(report),
        "broken": whole_blockers(report),
        "page": slice_page(request, rows, key=lambda row: row["place"].public_id),
        "total": len(rows),
    }
    return render(request, "reports/yearly/year_report_rows.html", context)


@requires(VIEW)
@require_GET
@confirmed_file
def year_report_pdf(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    content = report_paper.paper(report, _register(request, report), by=request.user)
    access.log(access.Kind.PRINT, report, by=request.user, what="year report")
    return pdf_answer(content, f"{_file_name(report)}.pdf")


@requires(VIEW)
@require_GET
@confirmed_file
def year_report_xlsx(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    refuse_if(whole_blockers(report))
    register = _register(request, report)
    access.log(access.Kind.EXPORT, report, by=request.user, what="year report as xlsx")
    return workbook_response(_file_name(report), report_file.sheets(report, register))


def _file_name(report: YearReport) -> str:
    return f"laporan-tahunan-{report.year}-{report.number}"


@requires("reports.approve_year_report")
@require_POST
@confirmed
def year_report_approve(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    try:
        year_reports.approve(report, by=request.user, seen=seen_by(request))
    except RuleViolation as violation:
        return _page(request, public_id, violation.reasons)
    messages.success(request, _("The report is approved."))
    return redirect("reports:year_report", report.public_id)
