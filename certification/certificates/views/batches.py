"""Certificates of one batch: who has earned one, and each step for all at once."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from certification.assessment.views.grid import visible_batch
from certification.certificates import (
    approval,
    batch_overview,
    copies,
    expected_papers,
    hand_overs,
    issue_calendar,
    issue_certificates,
    preparation,
)
from certification.certificates.forms.after_issue import PrintForm
from certification.certificates.forms.certificates import SeenForm
from certification.register.models import Certificate
from core import access, clock
from core.http import pdf_answer, typed
from programs.batches.models import Batch
from programs.places.models import Enrollment


@requires("certification.view_certificate")
@require_GET
def batch_certificates(request: HttpRequest, public_id) -> HttpResponse:
    return _page(request, visible_batch(request, public_id), PrintForm())


def _page(request: HttpRequest, batch: Batch, print_form: PrintForm) -> HttpResponse:
    candidates = preparation.candidates(batch)
    tally, shared = batch_overview.tally(candidates), batch_overview.shared(candidates)
    may_print = bool(tally["in_force"]) and request.user.has_perm("certification.print_certificate")
    asks_reason = may_print and copies.asks_reason(batch)
    context = {
        "batch": batch,
        "rows": [(one, [reason for reason in one.blockers if reason not in shared]) for one in candidates],
        "shared": shared,
        "tally": tally,
        "changed_facts": batch_overview.changed_facts(candidates),
        "steps": batch_overview.steps(batch, candidates),
        "job": batch_overview.running_job(batch, request.user),
        "print_form": print_form.asked(is_again=asks_reason),
        "asks_reason": asks_reason,
        "today": clock.today(batch.training_center.time_zone),
        "issues_on": _issues_on(batch) if tally["approved"] else None,
        "approvals": [
            {**waiting, "form": SeenForm.of(waiting["seen"])}
            for waiting in batch_overview.to_approve(candidates, by=request.user)
        ],
    }
    return render(request, "certification/certificates/batch_certificates.html", context, status=print_form.status)


def _issues_on(batch: Batch) -> date | None:
    center = batch.training_center
    return issue_calendar.coming_day(center) if issue_calendar.is_fixed(center) else None


@requires("certification.prepare_certificate")
@require_POST
def batch_prepare(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    count = len(preparation.prepare_batch(batch, by=request.user))
    text = ngettext("%(n)s paper waits for approval.", "%(n)s papers wait for approval.", count)
    messages.success(request, text % {"n": count})
    return redirect("certification:batch_certificates", batch.public_id)


@requires("certification.approve_certificate")
@require_POST
@confirmed
def batch_approve(request: HttpRequest, public_id) -> HttpResponse:
    return _approve(request, visible_batch(request, public_id), approval.approve_batch)


@requires("certification.approve_certificate")
@require_POST
@confirmed
def batch_approve_again(request: HttpRequest, public_id) -> HttpResponse:
    return _approve(request, visible_batch(request, public_id), approval.approve_batch_again)


def _approve(request: HttpRequest, batch: Batch, command: Callable[..., approval.Approved]) -> HttpResponse:
    done = command(batch, by=request.user, seen=SeenForm(request.POST).papers())
    count = len(done.papers)
    text = ngettext("%(n)s paper approved.", "%(n)s papers approved.", count)
    messages.success(request, text % {"n": count})
    if done.left_out:
        messages.warning(request, approval.left_out_words(done.left_out))
    return redirect("certification:batch_certificates", batch.public_id)


def _by_name(row: tuple[Certificate, str]) -> tuple[str, int]:
    certificate, _number = row
    return certificate.enrollment.person.name_sort, certificate.pk


@requires("certification.issue_certificate")
@require_http_methods(["GET", "POST"])
def batch_issue(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    if request.method == "POST":
        return redirect("core:job_detail", issue_certificates.issue_batch(batch, by=request.user).public_id)
    ready = issue_certificates.waiting(batch)
    today = clock.today(batch.training_center.time_zone)
    context = {
        "batch": batch,
        "blockers": issue_certificates.batch_blockers(ready, by=request.user),
        # By name for the reader; numbers are given in random order.
        "rows": sorted(expected_papers.numbered(batch.training_center, ready, on=today), key=_by_name),
    }
    return render(request, "certification/certificates/batch_issue.html", context)


@requires("certification.print_certificate")
@require_POST
def batch_print(request: HttpRequest, public_id) -> HttpResponse:
    batch, is_zip = visible_batch(request, public_id), "zip" in request.POST
    form = PrintForm({"reason": typed(request.POST, "reason", most=200)})
    same = copies.last_run(batch, by=request.user) if is_zip else None
    if same:
        return redirect("certification:zip", same)
    if not form.carry_out(lambda data: copies.take_batch_copies(batch, by=request.user, **data)):
        return _page(request, batch, form)
    waiting = copies.waiting_count(batch)
    if waiting:
        text = ngettext(
            "%(n)s paper was left out: its file or its seal is still to come.",
            "%(n)s papers were left out: their files or seals are still to come.",
            waiting,
        )
        messages.warning(request, text % {"n": waiting})
    return redirect("certification:zip" if is_zip else "certification:merged_print", form.result)


@requires("certification.print_certificate")
@require_GET
def receipt(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    access.log(access.Kind.PRINT, batch, by=request.user, what="receipt of certificates")
    return pdf_answer(hand_overs.receipt_pdf(batch, by=request.user), "tanda-terima.pdf")


@requires("certification.prepare_certificate")
@require_POST
def certificate_prepare(request: HttpRequest, public_id) -> HttpResponse:
    people = Enrollment.objects.visible_to(request.user).select_related("batch__training_center", "batch__version")
    enrollment = get_object_or_404(people, public_id=public_id)
    paper = "statement" if request.POST.get("paper") == "statement" else ""
    certificate = preparation.prepare(enrollment, by=request.user, paper=paper)
    messages.success(request, _("Prepared. It now waits for approval."))
    return redirect("certification:certificate_detail", certificate.public_id)
