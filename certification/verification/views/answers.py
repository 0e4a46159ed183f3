"""Responses of the public pages, for the full site and the standalone public one. No database access."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from certification.register import check_codes
from certification.verification import verifier
from certification.verification.check_findings import Finding
from certification.verification.limits import WINDOW
from core import clock
from core.http import client_address
from core.page_links import PageLink

_AGE = 300
LANGUAGE = "bahasa"


def silent(response: HttpResponse) -> HttpResponse:
    """Prevents caching, indexing and referrers."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _shared(response: HttpResponse) -> HttpResponse:
    """Accessible to other sites and cached for a few minutes: it contains nothing about a reader."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={_AGE}"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _in_language(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The check page in Indonesian, or in English if the URL asks for it: no cookie is set."""
    language = "en" if request.GET.get(LANGUAGE) == "en" else get_language()
    with translation.override(language):
        return silent(render(request, "certification/verification/check.html", {**context, "language": language}))


def check(
    request: HttpRequest,
    code: str,
    *,
    may_check: Callable[[str], bool],
    look_up: Callable[[str], Finding],
    links: Sequence[PageLink] = (),
) -> HttpResponse:
    """The register's answer to a code, unless this address has asked too often; `links` lead to other checks."""
    if not may_check(client_address(request)):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(int(WINDOW.total_seconds()))
        return silent(response)
    # Unknown codes get status 200 too: the answer is on the page.
    context = {
        "finding": look_up(code),
        "typed": check_codes.plain(code)[: check_codes.LENGTH],
        "now": timezone.localtime(clock.now()),
        "links": links,
    }
    return _in_language(request, context)


def check_start(request: HttpRequest, *, links: Sequence[PageLink] = ()) -> HttpResponse:
    """The empty form, or a redirect to the page of the typed code."""
    # Some paste the whole URL, which ends with the code; a text with a slash cannot be part of a URL path.
    whole = request.GET.get("kode", "").strip()
    typed = whole.split("?")[0].rstrip("/").rpartition("/")[2]
    code = check_codes.plain(typed)
    is_number = check_codes.looks_like_number(whole) and not check_codes.is_code(code)
    if code and not is_number:
        in_english = request.GET.get(LANGUAGE) == "en"
        address = reverse("certification:check", args=[code])
        return silent(redirect(f"{address}?{LANGUAGE}=en" if in_english else address))
    context = {"is_number": is_number, "is_empty": "kode" in request.GET and not is_number, "links": links}
    return _in_language(request, {"finding": None, "typed": whole[:40] if is_number else "", **context})


def public_keys(document: Mapping[str, Any]) -> HttpResponse:
    """The published keys as JSON."""
    return _shared(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def status_list(token: str) -> HttpResponse:
    """A signed list, unchanged."""
    return _shared(HttpResponse(token, content_type="application/vc+jwt"))


def verifier_file(known: Mapping[str, Any], lists: Mapping[str, str]) -> HttpResponse:
    """The offline verifier as a download; never displayed on this host, whose policy forbids its script."""
    headers = {"Content-Disposition": 'attachment; filename="periksa-sertifikat.html"'}
    return _shared(HttpResponse(verifier.page(known, lists), content_type="application/octet-stream", headers=headers))
