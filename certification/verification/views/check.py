"""The public check of a certificate: no sign-in, session or script; shows only what is printed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from certification.verification import certificate_check, check_limit
from certification.verification.check_links import papers_without_code
from certification.verification.views import answers


@login_not_required
@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    links = papers_without_code.ask()
    return answers.check(request, code, may_check=check_limit.may_check, look_up=certificate_check.look_up, links=links)


@login_not_required
@require_GET
def check_start(request: HttpRequest) -> HttpResponse:
    return answers.check_start(request, links=papers_without_code.ask())
