"""The public check by number, for papers without a code: no sign-in, no cookie, no script; nothing is kept."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from certification.earlier_certificates import earlier_check
from certification.earlier_certificates.forms import NumberCheckForm
from certification.verification.check_findings import Finding
from certification.verification.views.answers import LANGUAGE, silent
from core import clock
from core.http import client_address
from core.idempotency import without_token

PAGE = "certification/earlier_certificates/check_number.html"


@without_token
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def check_number(request: HttpRequest) -> HttpResponse:
    """The form, or the register's answer. Sent by POST, so that no address and no log holds name or date of birth.

    It changes nothing, and a token against other sites would need a cookie, which readers of this page are spared.
    """
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else None
    language = "en" if request.GET.get(LANGUAGE) == "en" else "id"
    with translation.override(language):
        form = NumberCheckForm(asked)
        if asked is not None and form.is_valid():
            return silent(_answered(request, form, language))
        return silent(_page(request, form, language, status=422 if asked is not None else 200))


def _answered(request: HttpRequest, form: NumberCheckForm, language: str) -> HttpResponse:
    data = form.cleaned_data
    if wait := earlier_check.refused_for(client_address(request), data["number"]):
        response = render(request, "429.html", {"is_tomorrow": wait == earlier_check.DAY}, status=429)
        response["Retry-After"] = str(int(wait.total_seconds()))
        return response
    finding = earlier_check.look_up(data["number"], name=data["name"], born=data["born"])
    # Unknown numbers get status 200 too: the answer is on the page.
    return _page(request, NumberCheckForm(), language, finding=finding)


def _page(
    request: HttpRequest, form: NumberCheckForm, language: str, *, finding: Finding | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "finding": finding, "language": language, "now": timezone.localtime(clock.now())}
    return render(request, PAGE, context, status=status)
