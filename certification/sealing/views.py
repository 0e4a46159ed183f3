"""Seals: keys and waiting files, and the examination of a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from certification.register.models import Certificate
from certification.sealing import file_examination, signer_client, unsealed_files
from certification.sealing.forms import PdfForm
from certification.sealing.models import SealKey
from core import access
from core.idempotency import without_token
from core.paging import keyset_page


@requires("certification.view_register")
@require_GET
def seal_overview(request: HttpRequest) -> HttpResponse:
    keys = list(SealKey.objects.visible_to(request.user).with_count())
    mine = unsealed_files.waiting().filter(batch__training_center=request.user.training_center_id)
    active = next((key for key in keys if key.state == SealKey.State.ACTIVE), None)
    context = {
        "keys": keys,
        "active": active,
        "is_open": bool(active) and active.fingerprint in (signer_client.open_keys() or []),
        "total": mine.count(),
        "page": keyset_page(request, mine.select_related("enrollment__person"), keys=("issued_at", "pk")),
    }
    return render(request, "certification/sealing/seal_overview.html", context)


@requires("certification.view_register")
@without_token
@require_http_methods(["GET", "POST"])
def file_check(request: HttpRequest) -> HttpResponse:
    """Shows the answer on the same page; nothing is written, and the file is not stored.

    Exempt from idempotency tokens, so that no transaction is open during the examination.
    """
    form = PdfForm(request.POST or None, request.FILES or None)
    found = (
        form.result
        if form.carry_out(lambda data: file_examination.examine(data["file"], whose=request.user.pk))
        else None
    )
    certificate = found.file.certificate if found and found.file else None
    mine = certificate and Certificate.objects.visible_to(request.user).filter(pk=certificate.pk).exists()
    if mine:
        access.log(access.Kind.VIEW, certificate, by=request.user, what="certificate")
    context = {"form": form, "found": found, "certificate": certificate if mine else None}
    return render(request, "certification/sealing/file_check.html", context, status=200 if found else form.status)
