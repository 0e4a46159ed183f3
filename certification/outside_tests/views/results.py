"""The body's results: manual entry, scans, hand-over, pending candidates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from certification.outside_tests import body_certificates, held_tests, test_outcomes, waiting_candidates
from certification.outside_tests.forms import CertificateScanForm, OutcomeForm, OutsideHandOverForm
from certification.outside_tests.models.tests import OutsideCandidate
from core import access, clock
from core.paging import keyset_page
from core.scan_answers import scan_answer

RELATED = ("test__training_center", "enrollment__person", "enrollment__batch", "recorded_by", "handed_by", "added_by")


def visible_candidate(request: HttpRequest, public_id) -> OutsideCandidate:
    found = OutsideCandidate.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(found, public_id=public_id)


def to_candidate(candidate: OutsideCandidate) -> HttpResponse:
    return redirect("certification:outside_candidate", candidate.public_id)


@requires("certification.view_outside_test")
@require_GET
def outside_candidate(request: HttpRequest, public_id) -> HttpResponse:
    candidate, user = visible_candidate(request, public_id), request.user
    access.log(access.Kind.VIEW, candidate, by=user, what="outside result")
    context = {
        "candidate": candidate,
        "today": clock.today(candidate.test.training_center.time_zone),
        "may_change": not held_tests.change_blockers(candidate.test, by=user),
        "may_remove": not held_tests.remove_blockers(candidate, by=user),
        "may_hand_over": not body_certificates.hand_over_blockers(candidate, by=user),
    }
    return render(request, "certification/outside_tests/outside_candidate.html", context)


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_result(request: HttpRequest, public_id) -> HttpResponse:
    candidate = visible_candidate(request, public_id)
    form = OutcomeForm.of(request.POST or None, candidate)
    if form.carry_out(
        lambda data: test_outcomes.record(
            candidate, form.outcome(), by=request.user, reason=data["reason"], version=data["version"]
        )
    ):
        messages.success(request, _("The result is recorded."))
        return to_candidate(candidate)
    context = {"candidate": candidate, "form": form, "blockers": test_outcomes.stage_blockers(candidate)}
    return render(request, "certification/outside_tests/outside_result.html", context, status=form.status)


@requires("certification.view_outside_test")
@require_GET
def outside_scan(request: HttpRequest, public_id) -> HttpResponse:
    candidate = visible_candidate(request, public_id)
    answer = scan_answer(candidate.scan, name="sertifikat-kompetensi")
    access.log(access.Kind.EXPORT, candidate, by=request.user, what="outside certificate scan")
    access.shown(candidate.enrollment.person_id)
    return answer


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_scan_add(request: HttpRequest, public_id) -> HttpResponse:
    candidate = visible_candidate(request, public_id)
    form = CertificateScanForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: body_certificates.attach_scan(candidate, by=request.user, content=data["scan"])):
        messages.success(request, _("The scan is kept."))
        return to_candidate(candidate)
    context = {"candidate": candidate, "form": form}
    return render(request, "certification/outside_tests/outside_scan_add.html", context, status=form.status)


@requires("certification.print_certificate")
@require_http_methods(["GET", "POST"])
def outside_hand_over(request: HttpRequest, public_id) -> HttpResponse:
    candidate = visible_candidate(request, public_id)
    day = clock.today(candidate.test.training_center.time_zone)
    start = {"handed_on": day, "received_by": candidate.enrollment.person.full_name}
    form = OutsideHandOverForm(request.POST or None, initial=start)
    if form.carry_out(lambda data: body_certificates.hand_over(candidate, by=request.user, **data)):
        messages.success(request, _("The hand-over is recorded."))
        return to_candidate(candidate)
    blockers = body_certificates.hand_over_blockers(candidate, by=request.user)
    context = {"candidate": candidate, "form": form, "blockers": blockers}
    return render(request, "certification/outside_tests/outside_hand_over.html", context, status=form.status)


@requires("certification.view_certificate")
@require_GET
def outside_waiting(request: HttpRequest) -> HttpResponse:
    """For both offices; each sees only name and test of the other's people."""
    user, is_late = request.user, request.GET.get("state") == "late"
    found = waiting_candidates.late_for(user) if is_late else waiting_candidates.waiting_for(user)
    page = keyset_page(request, found, keys=("test__held_on", "enrollment__person__name_sort", "pk"))
    today = clock.today(user.time_zone)
    context = {"page": page, "waits": [waiting_candidates.wait_of(one, today) for one in page], "total": found.count()}
    context["is_late"] = is_late
    return render(request, "certification/outside_tests/outside_waiting.html", context)
