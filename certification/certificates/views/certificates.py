"""Single certificates: list, page, preview, and each step from preparation to hand-over."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if_file
from certification.assessment import certificate_gate
from certification.certificates import (
    approval,
    approved_words,
    certificate_rendering,
    expected_papers,
    hand_overs,
    issue_certificates,
    preparation,
    replacement,
    revocation,
)
from certification.certificates.certificate_list import CERTIFICATES, prepare
from certification.certificates.forms.after_issue import HandOverForm, ReplacementForm, RevocationForm
from certification.certificates.forms.certificates import CertificateFilter, SeenForm
from certification.register import check_codes
from certification.register.models import IN_THE_MAKING, Certificate
from certification.verification import certificate_check
from core import access, clock
from core.http import pdf_answer
from core.listing import asks_for_file
from core.shown_acts import refuse_other
from programs.batches.models import Batch

RELATED = (
    "enrollment__person",
    "batch__training_center",
    "batch__version__program",
    "number__series",
    "replaces",
    "replaced_by",
    "hand_over__recorded_by",
    "hand_over__receipt",
    "prepared_by",
    "approved_by",
    "issued_by",
    "revocation_requested_by",
    "revoked_by",
    "file__seal_key",
    "unsealed",
    "official__uploaded_by",
    "credential",
)
HEAVY = ("file__content", "unsealed__content", "official__content", "replaces__snapshot", "credential__token")


def visible_certificate(request: HttpRequest, public_id) -> Certificate:
    # The stored file and the old paper's words contain images, which no page shows.
    found = Certificate.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(found.defer(*HEAVY), public_id=public_id)


def back(certificate: Certificate) -> HttpResponse:
    return redirect("certification:certificate_detail", certificate.public_id)


@requires("certification.view_certificate")
@require_GET
@confirmed_if_file
def certificate_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    today = clock.today(user.time_zone)
    batches = Batch.objects.visible_to(user).filter(certificates__isnull=False).distinct()
    form = CertificateFilter(request.GET, batches=batches, today=today)
    found = form.apply(Certificate.objects.visible_to(user))
    rows = found.without_content().select_related("enrollment__person", "batch__version__program", "hand_over")
    told = partial(prepare, today=today)
    if asks_for_file(request):
        return CERTIFICATES.file(request, rows, prepare=told)
    context = {"page": CERTIFICATES.page(request, rows, prepare=told), "form": form, "today": today}
    return render(request, "certification/certificates/certificate_list.html", context)


@requires("certification.view_certificate")
@require_GET
def certificate_detail(request: HttpRequest, public_id) -> HttpResponse:
    certificate, user = visible_certificate(request, public_id), request.user
    access.log(access.Kind.VIEW, certificate, by=user, what="certificate")
    today = clock.today(certificate.batch.training_center.time_zone)
    context = {
        "certificate": certificate,
        "code": check_codes.grouped(certificate.code) if certificate.code else "",
        "verdict": certificate_check.title_of(certificate, today) if certificate.is_issued else "",
        "prints": certificate.prints.select_related("printed_by"),
        "today": today,
        "blockers": _next_blockers(certificate, user),
        "approvals": approval.approvals_of(certificate),
        "may_print": user.has_perm("certification.print_certificate"),
        **_in_the_making(certificate, user),
    }
    return render(request, "certification/certificates/certificate_detail.html", context)


def _in_the_making(certificate: Certificate, user) -> dict[str, Any]:
    """For a paper without a number: what it would get now, whether it awaits another approval, and its form."""
    if certificate.state not in IN_THE_MAKING:
        return {"again": False}
    standing = certificate_gate.standing_of(certificate.enrollment)
    seen = approval.seen_in([(certificate, standing)])
    return {
        "coming": expected_papers.expected(certificate.batch, certificate.paper),
        "again": bool(approved_words.blockers(certificate, standing)),
        "approval_form": None if approval.blockers(certificate, by=user) else SeenForm.of(seen),
    }


def _next_blockers(certificate: Certificate, user) -> list:
    """Why this reader, who has the permission, cannot take the next step."""
    if certificate.state == Certificate.State.PREPARED and user.has_perm("certification.approve_certificate"):
        return approval.blockers(certificate, by=user)
    if certificate.state == Certificate.State.APPROVED and user.has_perm("certification.issue_certificate"):
        return issue_certificates.blockers(certificate, by=user)
    if certificate.state == "approved" and user.has_perm("certification.approve_certificate"):
        standing = certificate_gate.standing_of(certificate.enrollment)
        return approved_words.blockers(certificate, standing)
    if certificate.revocation_is_asked and user.has_perm("certification.approve_revocation"):
        return revocation.approval_blockers(certificate, by=user)
    return []


@requires("certification.view_certificate")
@require_GET
def certificate_preview(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    access.log(access.Kind.VIEW, certificate, by=request.user, what="preview")
    return pdf_answer(expected_papers.preview_pdf(certificate), "pratinjau.pdf")


@requires("certification.approve_certificate")
@require_POST
@confirmed
def certificate_approve(request: HttpRequest, public_id) -> HttpResponse:
    seen = SeenForm(request.POST).papers()
    certificate = approval.approve(visible_certificate(request, public_id), by=request.user, seen=seen)
    messages.success(request, _("Approved. It can be issued now."))
    return back(certificate)


@requires("certification.issue_certificate")
@require_POST
def certificate_issue(request: HttpRequest, public_id) -> HttpResponse:
    certificate = issue_certificates.issue(visible_certificate(request, public_id), by=request.user)
    text = _("Issued under the number %(number)s. The file is being made.")
    messages.success(request, text % {"number": certificate.number_text})
    return back(certificate)


@requires("certification.prepare_certificate")
@require_POST
def certificate_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    certificate = preparation.withdraw(visible_certificate(request, public_id), by=request.user)
    messages.success(request, _("Taken back. It never had a number."))
    return back(certificate)


@requires("certification.issue_certificate", "certification.print_certificate")
@require_POST
def certificate_render(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    certificate_rendering.start_rendering([certificate], by=request.user)
    messages.info(request, _("The file is being made again, with the same number."))
    return back(certificate)


@requires("certification.request_revocation")
@require_http_methods(["GET", "POST"])
def revocation_request(request: HttpRequest, public_id) -> HttpResponse:
    certificate, form = visible_certificate(request, public_id), RevocationForm(request.POST or None)
    if form.carry_out(lambda data: revocation.request_revocation(certificate, by=request.user, **data)):
        messages.success(request, _("Asked for. The paper stays valid until the head approves."))
        return back(certificate)
    blockers = revocation.request_blockers(certificate, by=request.user)
    context = {"certificate": certificate, "form": form, "blockers": blockers}
    return render(request, "certification/certificates/revocation_request.html", context, status=form.status)


@requires("certification.approve_revocation")
@require_http_methods(["GET", "POST"])
@confirmed
def revocation_approve(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    if request.method == "POST":
        refuse_other(request, certificate.revocation_requested_at)
        revocation.approve_revocation(certificate, by=request.user)
        messages.success(request, _("Revoked. The check page says so from now on."))
        return back(certificate)
    blockers = revocation.approval_blockers(certificate, by=request.user)
    return render(
        request,
        "certification/certificates/revocation_approve.html",
        {"certificate": certificate, "blockers": blockers},
    )


@requires("certification.approve_revocation")
@require_POST
def revocation_reject(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    refuse_other(request, certificate.revocation_requested_at)
    revocation.reject_revocation(certificate, by=request.user)
    messages.success(request, _("The request was declined. The paper stays in force."))
    return back(certificate)


@requires("certification.prepare_certificate")
@require_http_methods(["GET", "POST"])
def certificate_replace(request: HttpRequest, public_id) -> HttpResponse:
    certificate, form = visible_certificate(request, public_id), ReplacementForm(request.POST or None)
    if form.carry_out(lambda data: replacement.replace(certificate, by=request.user, **data)):
        messages.success(
            request, _("The replacement is prepared. The old one stays in force until the new one is issued.")
        )
        return back(form.result)
    blockers = replacement.blockers(certificate, by=request.user)
    context = {"certificate": certificate, "form": form, "blockers": blockers}
    return render(request, "certification/certificates/certificate_replace.html", context, status=form.status)


@requires("certification.print_certificate")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, public_id) -> HttpResponse:
    certificate = visible_certificate(request, public_id)
    day = clock.today(certificate.batch.training_center.time_zone)
    start = {"handed_on": day, "received_by": certificate.enrollment.person.full_name}
    form = HandOverForm(request.POST or None, request.FILES or None, initial=start)
    if form.carry_out(lambda data: hand_overs.hand_over(certificate, by=request.user, **data)):
        messages.success(request, _("The hand-over is recorded."))
        return back(certificate)
    blockers = hand_overs.blockers(certificate, by=request.user)
    context = {"certificate": certificate, "form": form, "blockers": blockers}
    return render(request, "certification/certificates/hand_over.html", context, status=form.status)
