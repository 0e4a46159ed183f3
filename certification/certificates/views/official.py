"""Officially signed certificate files: upload, and download as a copy."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from certification.certificates import copies
from certification.certificates.views.certificates import back, visible_certificate
from certification.certificates.views.copies import copy_page
from certification.register.models import PrintRecord
from certification.sealing import official_files
from certification.sealing.forms import PdfForm
from core import access
from core.http import pdf_answer
from core.idempotency import outcome_of, reads_first


def _read_official(request: HttpRequest, public_id):
    certificate, form = visible_certificate(request, public_id), PdfForm(request.POST, request.FILES)
    if not form.is_valid():
        return None
    return official_files.read(certificate, by=request.user, content=form.cleaned_data["file"])


@requires("certification.upload_official")
@require_http_methods(["GET", "POST"])
@reads_first(_read_official)
def official_upload(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    form = PdfForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: official_files.accept(certificate, by=request.user, file=outcome_of(request))):
        messages.success(request, _("Kept beside the issued file. Both can be downloaded."))
        return back(certificate)
    blockers = official_files.blockers(certificate, by=request.user)
    context = {"certificate": certificate, "form": form, "blockers": blockers}
    return render(request, "certification/certificates/official_upload.html", context, status=form.status)


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
    own = own.select_related("certificate__official", "certificate__enrollment")
    record = own.defer("certificate__snapshot").first()
    if record is None:
        raise Http404
    access.shown(record.certificate.enrollment.person_id)
    name = copies.file_name(record.certificate).removesuffix(".pdf") + "-TTE.pdf"
    return pdf_answer(bytes(record.certificate.official.content), name)
