"""The fairness table on screen and as files: applied, admitted and waiting time by group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access
from core.exporting import file_response
from reports.fairness import fairness_table
from reports.fairness.forms import PeriodForm


@requires("reports.view_fairness")
@require_GET
def fairness_report(request: HttpRequest) -> HttpResponse:
    form = PeriodForm(request.GET or None, initial=_initial(request))
    since, until = form.period(_usual(request))
    cases = fairness_table.cases_of(request.user, since, until)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "total": fairness_table.total_of(cases),
        "tables": fairness_table.tables_of(cases),
        "is_whole": fairness_table.reconciles(cases, request.user, since, until),
    }
    return render(request, "reports/fairness/fairness.html", context)


@requires("reports.view_fairness")
@require_GET
def fairness_xlsx(request: HttpRequest) -> HttpResponse:
    return _file(request, "xlsx")


@requires("reports.view_fairness")
@require_GET
def fairness_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, "csv")


def _file(request: HttpRequest, kind: str) -> HttpResponse:
    since, until = PeriodForm(request.GET or None).period(_usual(request))
    cases = fairness_table.cases_of(request.user, since, until)
    access.log(access.Kind.EXPORT, "fairness", by=request.user, what=f"fairness as {kind}")
    return file_response(kind, f"pemerataan-{since}-{until}", fairness_table.heads(), fairness_table.export_rows(cases))


def _usual(request: HttpRequest):
    return fairness_table.usual_period(request.user)


def _initial(request: HttpRequest) -> dict:
    since, until = _usual(request)
    return {"since": since, "until": until}
