"""The public check by number, for papers without a code: no sign-in, no cookie, no script; nothing is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from certification.earlier_certificates import earlier_check
from certification.earlier_certificates.views import number_answers
from core.idempotency import without_token


@without_token
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def check_number(request: HttpRequest) -> HttpResponse:
    """The form, or the register's answer."""
    return number_answers.check_number(request, refused_for=earlier_check.refused_for, look_up=earlier_check.look_up)
