"""Seals: the keys and what waits, a file that is examined, and the file with an official signature."""

from importlib import import_module

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from certification.certificates.views.certificates import back, visible_certificate
from certification.register import copies
from certification.register.models import Certificate, PrintRecord
from certification.register.views.copies import copy_page
from certification.sealing import signer_client, unsealed_files
from certification.sealing.forms import PdfForm
from certification.sealing.models import SealKey
from core import access
from core.http import pdf_answer
from core.idempotency import outcome_of, reads_first, without_token
from core.paging import keyset_page

# They bring pyHanko, and the site would take a second longer to start for two pages that few open.
examining = SimpleLazyObject(lambda: import_module("certification.sealing.file_examination"))
accepting = SimpleLazyObject(lambda: import_module("certification.sealing.official_files"))


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
    """Shows the answer on the same page: nothing is written, and the file is kept nowhere.

    Without a token, since each answer is a new one; so no transaction waits while the file is examined.
    """
    form = PdfForm(request.POST or None, request.FILES or None)
    found = form.result if form.carry_out(lambda data: examining.examine(data["file"])) else None
    certificate = found.file.certificate if found and found.file else None
    mine = certificate and Certificate.objects.visible_to(request.user).filter(pk=certificate.pk).exists()
    if mine:
        access.log(access.Kind.VIEW, certificate, by=request.user, what="certificate")
    context = {"form": form, "found": found, "certificate": certificate if mine else None}
    return render(request, "certification/sealing/file_check.html", context, status=200 if found else form.status)


def _read_official(request: HttpRequest, public_id):
    certificate, form = visible_certificate(request, public_id), PdfForm(request.POST, request.FILES)
    if not form.is_valid():
        return None
    return accepting.read(certificate, by=request.user, content=form.cleaned_data["file"])


@requires("certification.upload_official")
@require_http_methods(["GET", "POST"])
@reads_first(_read_official)
def official_upload(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    form = PdfForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: accepting.accept(certificate, by=request.user, file=outcome_of(request))):
        messages.success(request, _("Kept beside the issued file. Both can be downloaded."))
        return back(certificate)
    blockers = accepting.blockers(certificate, by=request.user)
    context = {"certificate": certificate, "form": form, "blockers": blockers}
    return render(request, "certification/sealing/official_upload.html", context, status=form.status)


@requires("certification.print_certificate")
@require_http_methods(["GET", "POST"])
def official_print(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    if not hasattr(certificate, "official"):
        raise Http404
    return copy_page(request, certificate, page="official_print", then="official_download")


@requires("certification.print_certificate")
@require_GET
def official_download(request: HttpRequest, run) -> HttpResponse:
    own = PrintRecord.objects.run_of(run, request.user).filter(certificate__official__isnull=False)
    record = own.select_related("certificate__official").defer("certificate__snapshot").first()
    if record is None:
        raise Http404
    name = copies.file_name(record.certificate).removesuffix(".pdf") + "-TTE.pdf"
    return pdf_answer(bytes(record.certificate.official.content), name)
