"""Copies taken, and the files of each run: a single certificate, a merged PDF, or an archive."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_file
from certification.certificates import certificate_files, copies
from certification.certificates.forms.after_issue import PrintForm
from certification.certificates.views.certificates import visible_certificate
from certification.register.models import Certificate, PrintRecord
from core import access
from core.http import pdf_answer


def _records(request: HttpRequest, run) -> QuerySet[PrintRecord]:
    """Copies taken by this user, in order."""
    own = PrintRecord.objects.run_of(run, request.user).order_by("pk")
    if not own.exists():
        raise Http404
    return own


def _taken(records: QuerySet[PrintRecord]) -> list[PrintRecord]:
    found = certificate_files.with_files(records)
    access.shown(*(record.certificate.enrollment.person_id for record in found))
    return found


@requires("certification.print_certificate")
@require_http_methods(["GET", "POST"])
def certificate_print(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    return copy_page(request, certificate, page="certificate_print", then="certificate_download")


def copy_page(request: HttpRequest, certificate: Certificate, *, page: str, then: str) -> HttpResponse:
    """Asks for the reason of the copy, logs it, and redirects to the file at URL `then`."""
    form = PrintForm(request.POST or None)
    if form.carry_out(lambda data: copies.take_copies([certificate], by=request.user, **data)):
        return redirect(f"certification:{then}", form.result)
    prints = list(certificate.prints.select_related("printed_by"))
    context = {
        "certificate": certificate,
        "form": form.asked(is_again=bool(prints)),
        "blockers": copies.blockers(certificate, by=request.user),
        "prints": prints,
    }
    return render(request, f"certification/certificates/{page}.html", context, status=form.status)


@requires("certification.print_certificate")
@require_GET
def certificate_download(request: HttpRequest, run) -> HttpResponse:
    record = _taken(_records(request, run)[:1])[0]
    return pdf_answer(bytes(record.certificate.file.content), copies.file_name(record.certificate))


@requires("certification.print_certificate")
@require_GET
@confirmed_file
def merged_print(request: HttpRequest, run) -> HttpResponse:
    records = _taken(_records(request, run))
    return pdf_answer(certificate_files.merged(records), f"{certificate_files.name_of(records)}.pdf")


@requires("certification.print_certificate")
@require_GET
@confirmed_file
def zipped(request: HttpRequest, run) -> HttpResponse:
    records = _taken(_records(request, run))
    response = HttpResponse(certificate_files.archive(records), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{certificate_files.name_of(records)}.zip"'
    return response
