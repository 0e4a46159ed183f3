"""Contradictory records: kinds and counts for the administrator, the records for those who correct them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core.paging import keyset_page
from reports.reconcile import findings
from reports.reconcile.contradictions import KINDS
from reports.reconcile.forms import FindingFilterForm


@requires("reports.view_reconcile")
@require_GET
def reconcile_summary(request: HttpRequest) -> HttpResponse:
    """Names no record or person: the administrator role sees no personal data."""
    context = {"summary": findings.summary_for(request.user), "runs": findings.runs_for(request.user)}
    return render(request, "reports/reconcile/reconcile.html", {**context, "looked_for": len(KINDS)})


@requires("reports.view_finding")
@require_GET
def finding_list(request: HttpRequest) -> HttpResponse:
    form = FindingFilterForm(request.GET, user=request.user)
    page = keyset_page(request, form.apply(findings.findings_for(request.user)), keys=("kind", "pk"))
    groups = findings.groups_of(page.rows, request.user)
    context = {"form": form, "page": page, "groups": groups, "run": findings.last_run()}
    return render(request, "reports/reconcile/finding_list.html", context)
