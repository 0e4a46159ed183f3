"""Public keys, status lists and the offline verifier: the same for everybody, so requests reveal nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from certification.verification import published_keys
from certification.verification.views import answers


@login_not_required
@require_GET
def public_keys(request: HttpRequest) -> HttpResponse:
    return answers.public_keys(published_keys.keys_document())


@login_not_required
@require_GET
def status_list(request: HttpRequest, slug: str) -> HttpResponse:
    token = published_keys.list_token(slug)
    if token is None:
        raise Http404
    return answers.status_list(token)


@login_not_required
@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    return answers.verifier_file(published_keys.keys_document(), published_keys.list_tokens())
