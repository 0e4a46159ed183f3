"""The public pages alone. They answer like those of the full site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from certification.earlier_certificates.link_words import BY_NUMBER
from certification.earlier_certificates.views import number_answers
from certification.verification.views import answers
from core.page_links import PageLink
from rutan_blk.public import register, throttling


@require_GET
def first_page(request: HttpRequest) -> HttpResponse:
    return redirect("certification:check_start")


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    return answers.check(request, code, may_check=throttling.may_check, look_up=register.look_up, links=_other_checks())


@require_GET
def check_start(request: HttpRequest) -> HttpResponse:
    return answers.check_start(request, links=_other_checks())


@require_http_methods(["GET", "POST"])
def check_number(request: HttpRequest) -> HttpResponse:
    if not settings.PUBLIC_NUMBER_KEY:
        raise Http404
    return number_answers.check_number(request, refused_for=throttling.refused_for, look_up=register.look_up_number)


def _other_checks() -> list[PageLink]:
    """The check by number, where its answers can be opened."""
    return [PageLink(BY_NUMBER, reverse("certification:check_number"))] if settings.PUBLIC_NUMBER_KEY else []


@require_GET
def public_keys(request: HttpRequest) -> HttpResponse:
    return answers.public_keys(register.keys_document())


@require_GET
def status_list(request: HttpRequest, slug: str) -> HttpResponse:
    token = register.list_token(slug)
    if token is None:
        raise Http404
    return answers.status_list(token)


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    return answers.verifier_file(register.keys_document(), register.list_tokens())


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
