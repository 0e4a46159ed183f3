"""The record of processing, for the data protection officer and the head."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import clock
from core.http import pdf_answer
from reports.processing.children import children_of
from reports.processing.processing_paper import paper_of
from reports.processing.record_of_processing import activities
from reports.retention.legal_holds import PERMISSION
from reports.retention.retention_periods import office_of


@requires(PERMISSION)
@require_GET
def processing(request: HttpRequest) -> HttpResponse:
    context = {
        "activities": activities(office_of(request.user)),
        "on": clock.today(request.user.time_zone),
        "children": children_of(request.user),
    }
    return render(request, "reports/processing/processing.html", context)


@requires(PERMISSION)
@require_GET
def processing_print(request: HttpRequest) -> HttpResponse:
    on = clock.today(request.user.time_zone)
    return pdf_answer(paper_of(request.user, on=on), f"catatan-pemrosesan-{on:%Y-%m-%d}.pdf")
