"""The public pages alone. They answer like those of the full site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from certification.verification.views import answers
from rutan_blk.public import register, throttling


@require_GET
def first_page(request: HttpRequest) -> HttpResponse:
    return redirect("certification:check_start")


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    return answers.check(request, code, may_check=throttling.may_check, look_up=register.look_up)


@require_GET
def check_start(request: HttpRequest) -> HttpResponse:
    return answers.check_start(request)


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
