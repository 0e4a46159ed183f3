"""For the data protection officer: what was done, and who read what. Read-only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import sign_in_events
from accounts.access import requires
from core.models import AccessLogEntry, AuditEvent
from core.paging import keyset_page
from reports.audit_pages.count_facts import facts_of
from reports.audit_pages.filters import AccessLogFilter, AuditFilter, SignInFilter
from reports.audit_pages.sign_ins import lines_of


@requires("core.view_audit")
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    events = AuditFilter(request.GET, AuditEvent.objects.visible_to(request.user))
    page = keyset_page(request, events.qs, keys=("-id",), size=50)
    facts = facts_of(page.rows, request.user)
    for event in page.rows:
        event.facts = facts.get(event.pk)
    return render(request, "reports/audit_pages/audit_list.html", {"page": page, "filter": events})


@requires("core.view_audit")
@require_GET
def sign_in_list(request: HttpRequest) -> HttpResponse:
    events = SignInFilter(request.GET, sign_in_events.visible_to(request.user), request=request)
    page = keyset_page(request, events.qs, keys=("-id",), size=50)
    context = {"page": page, "lines": lines_of(page.rows), "filter": events}
    return render(request, "reports/audit_pages/sign_in_list.html", context)


@requires("core.view_access_log")
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    entries = AccessLogFilter(request.GET, AccessLogEntry.objects.visible_to(request.user))
    page = keyset_page(request, entries.qs, keys=("-id",), size=50)
    return render(request, "reports/audit_pages/access_log.html", {"page": page, "filter": entries})
