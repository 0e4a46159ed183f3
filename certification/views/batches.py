"""The certificates of one batch: who has earned one, and each step for all of them at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from certification.after_issue import copying, handing_over
from certification.forms.after_issue import PrintForm
from certification.issue import approving, expecting, issuing, overview, preparing
from certification.views.assessment import visible_batch
from core import access, clock
from core.http import pdf_answer, typed
from programs.models import Batch, Enrollment


@requires("certification.view_certificate")
@require_GET
def batch_certificates(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, visible_batch(request, public_id), PrintForm())


def _page(request: HttpRequest, batch: Batch, print_form: PrintForm) -> HttpResponse:
    candidates = preparing.candidates(batch)
    tally, shared = overview.tally(candidates), overview.shared(candidates)
    may_print = bool(tally["in_force"]) and request.user.has_perm("certification.print_certificate")
    context = {
        "batch": batch,
        "rows": [(one, [reason for reason in one.blockers if reason not in shared]) for one in candidates],
        "shared": shared,
        "tally": tally,
        "steps": overview.steps(batch, candidates),
        "job": overview.running_job(batch, request.user),
        "print_form": print_form,
        "asks_reason": may_print and copying.asks_reason(batch),
        "today": clock.today(batch.training_center.time_zone),
        "own_prepared": any(
            one.certificate and one.certificate.prepared_by_id == request.user.pk for one in candidates
        ),
    }
    return render(request, "certification/batch_certificates.html", context, status=print_form.status)


@requires("certification.prepare_certificate")
@require_POST
def batch_prepare(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    count = len(preparing.prepare_batch(batch, by=request.user))
    text = ngettext("%(n)s certificate waits for approval.", "%(n)s certificates wait for approval.", count)
    messages.success(request, text % {"n": count})
    return redirect("certification:batch_certificates", batch.public_id)


@requires("certification.approve_certificate")
@require_POST
@confirmed
def batch_approve(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    count = len(approving.approve_batch(batch, by=request.user))
    text = ngettext("%(n)s certificate approved.", "%(n)s certificates approved.", count)
    messages.success(request, text % {"n": count})
    return redirect("certification:batch_certificates", batch.public_id)


@requires("certification.issue_certificate")
@require_http_methods(["GET", "POST"])
def batch_issue(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    if request.method == "POST":
        return redirect("core:job_detail", issuing.issue_batch(batch, by=request.user).public_id)
    ready = issuing.waiting(batch)
    today = clock.today(batch.training_center.time_zone)
    context = {
        "batch": batch,
        "blockers": issuing.batch_blockers(ready, by=request.user),
        "rows": expecting.numbered(batch.training_center, ready, on=today),
    }
    return render(request, "certification/batch_issue.html", context)


@requires("certification.print_certificate")
@require_POST
def batch_print(request: HttpRequest, public_id) -> HttpResponse:
    batch, is_zip = visible_batch(request, public_id), "zip" in request.POST
    form = PrintForm({"reason": typed(request.POST, "reason", most=200)})
    same = copying.last_run(batch, by=request.user) if is_zip else None
    if same:
        return redirect("certification:zip", same)
    if not form.carry_out(lambda data: copying.take_batch_copies(batch, by=request.user, **data)):
        return _page(request, batch, form)
    waiting = copying.waiting_count(batch)
    if waiting:
        text = ngettext(
            "%(n)s certificate was left out: its file or its seal is still to come.",
            "%(n)s certificates were left out: their files or seals are still to come.",
            waiting,
        )
        messages.warning(request, text % {"n": waiting})
    return redirect("certification:zip" if is_zip else "certification:merged_print", form.result)


@requires("certification.print_certificate")
@require_GET
def receipt(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    access.log(access.Kind.PRINT, batch, by=request.user, what="receipt of certificates")
    return pdf_answer(handing_over.receipt_pdf(batch, by=request.user), "tanda-terima.pdf")


@requires("certification.prepare_certificate")
@require_POST
def certificate_prepare(request: HttpRequest, public_id) -> HttpResponse:
    people = Enrollment.objects.visible_to(request.user).select_related("batch__training_center", "batch__version")
    enrollment = get_object_or_404(people, public_id=public_id)
    paper = "statement" if request.POST.get("paper") == "statement" else "certificate"
    certificate = preparing.prepare(enrollment, by=request.user, paper=paper)
    messages.success(request, _("Prepared. It now waits for approval."))
    return redirect("certification:certificate_detail", certificate.public_id)
