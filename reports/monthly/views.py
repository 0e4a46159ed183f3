"""Monthly reports of the facility: kept ones, their numbers, the rows behind them, and as files."""

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
from core.shown_acts import seen_by
from core.slicing import slice_page
from programs.batches.models import Batch
from reports.kept import report_pages, words
from reports.kept.keeping import whole_blockers
from reports.monthly import counted_people, month_reports, report_file, report_paper, report_words
from reports.monthly.forms import MonthForm
from reports.monthly.models import MonthReport

VIEW, KIND = "reports.view_month_report", "month_report"


def _form(request: HttpRequest, data: Any = None) -> MonthForm:
    return MonthForm(data, today=clock.today(request.user.time_zone))


def _reports(request: HttpRequest) -> QuerySet[MonthReport]:
    found = MonthReport.objects.visible_to(request.user)
    return found.select_related("facility", "made_by", "approval__approved_by")


@requires(VIEW)
@require_GET
def month_report_list(request: HttpRequest) -> HttpResponse:
    return _list(request, _form(request))


def _list(request: HttpRequest, form: MonthForm, status: int = 200) -> HttpResponse:
    rows = list(MonthReport.objects.visible_to(request.user).for_lists())
    newest: dict[Any, int] = {}
    for row in rows:
        row.is_newest = newest.setdefault(row.month, row.number) == row.number
        row.title = words.title_of(row)
    page = slice_page(request, rows, key=lambda row: row.public_id)
    context = {"form": form, "page": page, "total": len(rows)}
    return render(request, "reports/monthly/month_report_list.html", context, status=status)


@requires("reports.make_month_report")
@require_POST
def month_report_make(request: HttpRequest) -> HttpResponse:
    form = _form(request, request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    report = month_reports.make(form.cleaned_data["bulan"], by=request.user)
    messages.success(request, _("The report is made. It will not change any more."))
    return redirect("reports:month_report", report.public_id)


@requires(VIEW)
@require_GET
def month_report(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, public_id)


def _page(request: HttpRequest, public_id, refused: Sequence[Blocker] = ()) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    of_month = MonthReport.objects.of_month(report.facility, report.month).for_lists()
    batches = report_words.batch_rows(report)
    seen = dict(
        Batch.objects.visible_to(request.user).filter(pk__in=report.figures["batches"]).values_list("pk", "public_id")
    )
    context = {
        **report_pages.report_context(report, KIND, of_month),
        "headlines": report_words.headlines(report),
        "batches": [{**row, "public_id": seen.get(row["key"])} for row in batches],
        "charts": _charts(report),
        "changes": report_words.change_rows(report),
        "causes": report_words.cause_rows(report),
        "approval": getattr(report, "approval", None),
        "may_approve": not month_reports.approve_blockers(report, by=request.user),
        "refused": refused,
    }
    return render(request, "reports/monthly/month_report.html", context, status=422 if refused else 200)


def _charts(report: MonthReport) -> dict[str, Any]:
    lost = words.lost_rows(report, report_words.READER)
    return {
        "weeks": report_words.week_rows(report),
        "week_finding": report_words.week_finding(report),
        "jp": report_words.jp_rows(report),
        "jp_finding": report_words.jp_finding(report),
        "lost": lost,
        "lost_finding": words.lost_finding(lost),
    }


@requires(VIEW)
@require_GET
def month_report_rows(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    context = report_pages.rows_context(
        request, report, KIND, report_words.READER, lambda: counted_people.people_rows(report, request.user)
    )
    return render(request, "reports/monthly/month_report_rows.html", context)


@requires(VIEW)
@require_GET
def month_report_pdf(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    content = report_paper.paper(report, by=request.user)
    access.log(access.Kind.PRINT, report, by=request.user, what="month report")
    return pdf_answer(content, f"laporan-bulanan-{report.month:%Y-%m}-{report.number}.pdf")


@requires(VIEW)
@require_GET
@confirmed_file
def month_report_xlsx(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    refuse_if(whole_blockers(report))
    people = counted_people.people_rows(report, request.user)
    access.log(access.Kind.EXPORT, report, by=request.user, what="month report as xlsx")
    name = f"laporan-bulanan-{report.month:%Y-%m}-{report.number}"
    return workbook_response(name, report_file.sheets(report, people))


@requires("reports.approve_month_report")
@require_POST
@confirmed
def month_report_approve(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    try:
        month_reports.approve(report, by=request.user, seen=seen_by(request))
    except RuleViolation as violation:
        return _page(request, public_id, violation.reasons)
    messages.success(request, _("The report is approved."))
    return redirect("reports:month_report", report.public_id)
