"""Download of a certificate's credential, which the holder gets together with the paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.access import requires
from certification.certificates import copies
from certification.certificates.views.certificates import visible_certificate
from certification.verification.models import Credential
from core import access


@requires("certification.print_certificate")
@require_GET
def certificate_credential(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    credential = get_object_or_404(Credential, certificate=certificate)
    access.log(access.Kind.EXPORT, certificate, by=request.user, what="credential")
    access.shown(certificate.enrollment.person_id)
    name = copies.file_name(certificate).removesuffix(".pdf")
    headers = {"Content-Disposition": f'attachment; filename="{name}.jwt"'}
    return HttpResponse(credential.token, content_type="application/vc+jwt", headers=headers)
