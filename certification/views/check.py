"""The public check of a certificate: no sign-in, no session, no script needed, nothing but what is printed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from certification.issue import codes
from certification.verification import throttling, verifying
from core import clock
from core.http import client_address


def _silent(response: HttpResponse) -> HttpResponse:
    """No cache keeps the answer, no search engine lists it, no page learns where its reader came from."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    if not throttling.may_check(client_address(request)):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(int(throttling.WINDOW.total_seconds()))
        return _silent(response)
    finding = verifying.look_up(code)
    # A wrong code answers 200 like every other: the page tells, not the status.
    context = {"finding": finding, "typed": codes.plain(code)[: codes.LENGTH], "now": timezone.localtime(clock.now())}
    return _silent(render(request, "certification/check.html", context))


@login_not_required
@require_GET
def check_start(request: HttpRequest) -> HttpResponse:
    code = codes.plain(request.GET.get("kode", ""))
    if code:
        return _silent(redirect("certification:check", code=code))
    return _silent(render(request, "certification/check.html", {"finding": None, "typed": ""}))
