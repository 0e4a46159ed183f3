"""Closing reports of batches: kept ones, their numbers, the rows behind them, and as files."""

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
from accounts.office_words import words_for
from accounts.roles import Side
from core import access
from core.errors import Blocker, RuleViolation, refuse_if
from core.exporting import workbook_response
from core.http import as_uuid, pdf_answer
from core.reasons import some_reason
from core.shown_acts import seen_by
from core.slicing import slice_page
from programs.batches.models import Batch
from reports.closing import closing_reports, closing_words, counted_people, report_file, report_paper
from reports.closing.forms import ClosedBatchForm, WithdrawForm
from reports.closing.models import ClosingReport
from reports.kept import report_pages, words
from reports.kept.keeping import whole_blockers

# Whoever reads the agreement reads what was done under it.
VIEW, KIND = "programs.view_agreement", "closing_report"
RELATED = ("batch__facility", "batch__training_center", "made_by", "withdrawal__withdrawn_by")


def _reports(request: HttpRequest) -> QuerySet[ClosingReport]:
    found = ClosingReport.objects.visible_to(request.user).select_related(*RELATED)
    return found.prefetch_related("approvals__approved_by")


@requires(VIEW)
@require_GET
def closing_report_list(request: HttpRequest) -> HttpResponse:
    rows = list(_reports(request).for_lists())
    newest: dict[int, int] = {}
    for row in rows:
        row.is_newest = newest.setdefault(row.batch_id, row.number) == row.number
        row.title, row.missing = words.title_of(row), _missing(row, request.user)
    page = slice_page(request, rows, key=lambda row: row.public_id)
    form = ClosedBatchForm(user=request.user, initial={"angkatan": request.GET.get("angkatan", "")})
    context = {"form": form, "page": page, "total": len(rows)}
    return render(request, "reports/closing/closing_report_list.html", context)


def _missing(report: ClosingReport, user: Any) -> str:
    """The offices that have not approved the report, in words for this reader."""
    of_facility = user.facility_id is not None
    missing = closing_reports.missing_sides(report)
    return ", ".join(closing_words.side_words(side, for_facility=of_facility) for side in missing)


@requires(closing_reports.MAKE)
@require_POST
def closing_report_make(request: HttpRequest) -> HttpResponse:
    batches = Batch.objects.visible_to(request.user)
    related = ("version__program__vocation", "agreement", "facility", "training_center", "cancel_cause")
    refuse_if([] if request.POST.get("angkatan") else [Blocker("no_batch", _("Choose a batch that is over."))])
    asked = as_uuid(request.POST.get("angkatan", ""))
    batch = get_object_or_404(batches.select_related(*related), public_id=asked)
    report = closing_reports.make(batch, by=request.user)
    messages.success(request, _("The report is made. It will not change any more."))
    return redirect("reports:closing_report", report.public_id)


@requires(VIEW)
@require_GET
def closing_report(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    return _page(request, report, WithdrawForm())


def _page(
    request: HttpRequest,
    report: ClosingReport,
    form: WithdrawForm,
    status: int = 200,
    refused: Sequence[Blocker] = (),
) -> HttpResponse:
    reader, user = closing_words.reader_of(report, request.user), request.user
    lost = words.lost_rows(report, reader)
    context = {
        **report_pages.report_context(report, KIND, ClosingReport.objects.of_batch(report.batch).for_lists()),
        "batch": report.batch,
        "headlines": closing_words.headlines(report, reader),
        "facts": closing_words.fact_rows(report, reader),
        "leavers": closing_words.leaver_rows(report, reader),
        "lost": lost,
        "lost_finding": words.lost_finding(lost),
        "marks": reader.listed("marks", report.figures["whole"]["marks"]),
        "units": closing_words.unit_rows(report),
        "tables": closing_words.group_tables(report, reader),
        "changes": closing_words.change_rows(report, reader),
        "causes": closing_words.cause_rows(report, reader),
        **_standing(report, user),
        "form": form,
        "refused": refused,
    }
    return render(request, "reports/closing/closing_report.html", context, status=status)


def _standing(report: ClosingReport, user: Any) -> dict[str, Any]:
    """Who approved or withdrew it, and what the reader may do."""
    withdrawal = report.withdrawal if closing_reports.is_withdrawn(report) else None
    return {
        "approvals": [
            (closing_words.side_words(Side(one.side), for_facility=user.facility_id is not None), one)
            for one in report.approvals.all()
        ],
        "missing": _missing(report, user),
        "withdrawal": withdrawal,
        "withdrawn_why": withdrawal
        and words_for(withdrawal.reason, of_center=withdrawal.is_of_center, for_facility=user.facility_id is not None),
        "may_approve": not closing_reports.approve_blockers(report, by=user),
        "may_withdraw": not closing_reports.withdraw_blockers(report, by=user, reason=some_reason()),
        "may_make": not closing_reports.blockers(report.batch, by=user),
    }


@requires(VIEW)
@require_GET
def closing_report_rows(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    reader = closing_words.reader_of(report, request.user)
    context = report_pages.rows_context(
        request, report, KIND, reader, lambda: counted_people.people_rows(report, request.user, reader)
    )
    return render(request, "reports/closing/closing_report_rows.html", context)


@requires(VIEW)
@require_GET
def closing_report_pdf(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    content = report_paper.paper(report, closing_words.reader_of(report, request.user), by=request.user)
    access.log(access.Kind.PRINT, report, by=request.user, what="closing report")
    return pdf_answer(content, f"{_file_name(report)}.pdf")


@requires(VIEW)
@require_GET
@confirmed_file
def closing_report_xlsx(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    refuse_if(whole_blockers(report))
    reader = closing_words.reader_of(report, request.user)
    people = counted_people.people_rows(report, request.user, reader)
    access.log(access.Kind.EXPORT, report, by=request.user, what="closing report as xlsx")
    return workbook_response(_file_name(report), report_file.sheets(report, people, reader))


def _file_name(report: ClosingReport) -> str:
    # By its fingerprint: the name of a batch may have signs that no file may have.
    return f"laporan-penutupan-{report.mark.lower()}"


@requires(closing_reports.APPROVE)
@require_POST
@confirmed
def closing_report_approve(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    try:
        closing_reports.approve(report, by=request.user, seen=seen_by(request))
    except RuleViolation as violation:
        now = get_object_or_404(_reports(request), public_id=public_id)
        return _page(request, now, WithdrawForm(), status=422, refused=violation.reasons)
    messages.success(request, _("The report is approved for your office."))
    return redirect("reports:closing_report", report.public_id)


@requires(closing_reports.MAKE, closing_reports.APPROVE)
@require_POST
def closing_report_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    report = get_object_or_404(_reports(request), public_id=public_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    closing_reports.withdraw(report, by=request.user, reason=form.cleaned_data["alasan"])
    messages.success(request, _("The report is withdrawn. It does not count any more."))
    return redirect("reports:closing_report", report.public_id)
