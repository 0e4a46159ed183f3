"""For the data protection officer: what was done, and who read what. Read-only."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import sign_in_events
from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core.listing import asks_for_file
from core.models import AccessLogEntry, AuditEvent
from reports.audit_pages.filters import AccessLogFilter, AuditFilter, SignInFilter
from reports.audit_pages.logs import ACCESSES, ACTS, SIGN_INS, add_facts, add_lines

ROWS = 50


@requires("core.view_audit")
@require_GET
@confirmed_if_file
def audit_list(request: HttpRequest) -> HttpResponse:
    events = AuditFilter(request.GET, AuditEvent.objects.visible_to(request.user), request=request)
    told = partial(add_facts, reader=request.user)
    if asks_for_file(request):
        return ACTS.file(request, events.qs, prepare=told)
    page = ACTS.page(request, events.qs, size=ROWS, prepare=told)
    return render(request, "reports/audit_pages/audit_list.html", {"page": page, "filter": events})


@requires("core.view_audit")
@require_GET
@confirmed_if_file
def sign_in_list(request: HttpRequest) -> HttpResponse:
    events = SignInFilter(request.GET, sign_in_events.visible_to(request.user), request=request)
    if asks_for_file(request):
        return SIGN_INS.file(request, events.qs, prepare=add_lines)
    page = SIGN_INS.page(request, events.qs, size=ROWS, prepare=add_lines)
    return render(request, "reports/audit_pages/sign_in_list.html", {"page": page, "filter": events})


@requires("core.view_access_log")
@require_GET
@confirmed_if_file
def access_log(request: HttpRequest) -> HttpResponse:
    entries = AccessLogFilter(request.GET, AccessLogEntry.objects.visible_to(request.user))
    if asks_for_file(request):
        return ACCESSES.file(request, entries.qs)
    page = ACCESSES.page(request, entries.qs, size=ROWS)
    return render(request, "reports/audit_pages/access_log.html", {"page": page, "filter": entries})
