"""Site-wide answers: refusals, expired forms, job progress, health."""

import sys
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_GET, require_POST

from core import database_away, full_disk, health, http, jobs
from core.cookies import keep_cookie
from core.errors import RuleViolation
from core.health import database_answers, findings, is_well
from core.http import HtmxHttpRequest, safe_next
from core.idempotency import without_token
from core.models import Job, JobItem
from core.page_links import above_jobs, shown

THEMES = ("light", "dark", "auto")
YEAR = 365 * 24 * 60 * 60


def refusal(request: HttpRequest, violation: RuleViolation) -> HttpResponse:
    """The reasons for a refusal, with a way back."""
    # The header is untrusted, and a link to another site would look like one of ours.
    back = request.headers.get("Referer", "/")
    context = {"reasons": violation.reasons, "back": back if _is_ours(request, back) else "/"}
    return render(request, "refused.html", context, status=422)


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url.startswith(f"{request.scheme}://{request.get_host()}/")


def form_expired(request: HttpRequest) -> HttpResponse:
    """The answer to a form without a token, or with one already used for something else."""
    return render(request, "form_expired.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an internal error: for a full disk or a database that is away, what to do; for anything else, that
    it was recorded.
    """
    # This is the only place for it: the session is saved after the view, where no other code of ours catches errors.
    if full_disk.is_full(sys.exc_info()[1]):
        return HttpResponse(render_to_string("507.html"), status=507)
    if database_away.is_away(sys.exc_info()[1]):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})
    return defaults.server_error(request)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    answer = render(request, "form_expired.html", status=403)
    # Nobody was refused a page: the form is old, or comes from another site.
    if "HX-Request" in request.headers:
        # A part of the page would be looked for in this one and not be found: the whole page is asked for again.
        answer["HX-Refresh"] = "true"
    answer.is_expired_form = True  # type: ignore[attr-defined]  # read by the middleware that records refusals
    return answer


@require_GET
def job_detail(request: HtmxHttpRequest, public_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id, created_by=request.user)
    # The script requests only the progress: a redirect would be pasted into the page.
    if job.state == Job.State.DONE and job.result_url and not request.htmx:
        return redirect(job.result_url)
    template = "core/_job_progress.html" if request.htmx else "core/job_detail.html"
    may_retry = not jobs.retry_blockers(job, request.user)
    # Enough to see what went wrong; a job may have thousands of items.
    items = job.items.exclude(state=JobItem.State.DONE)[:50]
    pages = shown(above_jobs.ask(), may=request.user.has_perm)
    context = {"job": job, "items": items, "may_retry": may_retry, "pages": pages}
    return render(request, template, context)


@require_POST
def job_retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), public_id=public_id, created_by=request.user)
    jobs.retry(job, by=request.user)
    messages.success(request, _("What had failed is being tried once more."))
    return redirect("core:job_detail", job.public_id)


@login_not_required
@without_token
@require_POST
def theme_change(request: HttpRequest) -> HttpResponse:
    response = redirect(safe_next(request, "/"))
    if request.POST.get("theme") in THEMES:
        keep_cookie(response, "theme", request.POST["theme"], seconds=YEAR, samesite="Lax")
    return response


@login_not_required
@require_GET
def site_health(request: HttpRequest) -> HttpResponse:
    """The site's health: part by part for its administrator, this machine or a monitor's token, otherwise just "ok"."""
    is_page = "text/html" in request.headers.get("Accept", "") and any(health.may_read.ask(request))
    if not is_page and not http.is_keeper(request):
        answers = database_answers()
        return HttpResponse("ok" if answers else "failed", status=200 if answers else 503, content_type="text/plain")
    found = findings()
    well = is_well(found.values())
    if is_page:
        rows = [(health.parts[name].title, one) for name, one in found.items()]
        return render(request, "core/site_health.html", {"rows": rows}, status=200 if well else 503)
    parts = {name: {"state": one.state, "says": one.says} for name, one in found.items()}
    return JsonResponse({"well": well, "parts": parts}, status=200 if well else 503, json_dumps_params={"indent": 2})
