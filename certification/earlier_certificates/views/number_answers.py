"""Responses of the check by number, for the full site and the standalone public one. No database access."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from certification.earlier_certificates.limits import DAY
from certification.earlier_certificates.number_form import NumberCheckForm
from certification.verification.check_findings import Finding
from certification.verification.views.answers import LANGUAGE, silent
from core import clock
from core.http import client_address

PAGE = "certification/earlier_certificates/check_number.html"


class LookUp(Protocol):
    """The register's answer about a number and its holder."""

    def __call__(self, number: str, *, name: str, born: date | None) -> Finding: ...


def check_number(
    request: HttpRequest, *, refused_for: Callable[[str, str], timedelta | None], look_up: LookUp
) -> HttpResponse:
    """The form, or the register's answer. Sent by POST, so that no address and no log holds name or date of birth.

    It changes nothing, and a token against other sites would need a cookie, which readers of this page are spared.
    """
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else None
    language = "en" if request.GET.get(LANGUAGE) == "en" else "id"
    with translation.override(language):
        form = NumberCheckForm(asked)
        if asked is None or not form.is_valid():
            return silent(_page(request, form, language, status=200 if asked is None else 422))
        data = form.cleaned_data
        if wait := refused_for(client_address(request), data["number"]):
            return silent(_told_to_wait(request, wait))
        finding = look_up(data["number"], name=data["name"], born=data["born"])
        # Unknown numbers get status 200 too: the answer is on the page.
        return silent(_page(request, NumberCheckForm(), language, finding=finding))


def _told_to_wait(request: HttpRequest, wait: timedelta) -> HttpResponse:
    response = render(request, "429.html", {"is_tomorrow": wait == DAY}, status=429)
    response["Retry-After"] = str(int(wait.total_seconds()))
    return response


def _page(
    request: HttpRequest, form: NumberCheckForm, language: str, *, finding: Finding | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "finding": finding, "language": language, "now": timezone.localtime(clock.now())}
    return render(request, PAGE, context, status=status)
