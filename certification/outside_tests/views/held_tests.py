"""Outside tests: list, page, planning, candidates, and the list sent to the body."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed_file
from certification.outside_tests import candidate_list, held_tests
from certification.outside_tests.forms import BatchChoice, CandidatesForm, TestForm
from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from certification.outside_tests.outside_lists import TESTS
from core import access, clock
from core.command_forms import ReasonForm
from core.exporting import file_response
from core.listing import asks_for_file
from core.seen_forms import hold_shown
from programs.batches.models import Batch


def visible_test(request: HttpRequest, public_id) -> OutsideTest:
    found = OutsideTest.objects.visible_to(request.user).select_related("training_center", "cancelled_by")
    return get_object_or_404(found, public_id=public_id)


def to_test(test: OutsideTest) -> HttpResponse:
    return redirect("certification:outside_test", test.public_id)


@requires("certification.view_outside_test")
@require_GET
def outside_test_list(request: HttpRequest) -> HttpResponse:
    tests = OutsideTest.objects.visible_to(request.user).annotate(
        people=Count("candidates"),
        open_results=Count("candidates", filter=Q(candidates__result="")),
        competent=Count("candidates", filter=Q(candidates__result=OutsideCandidate.Result.COMPETENT)),
        certified=Count("candidates", filter=~Q(candidates__certificate_number="")),
    )
    today = clock.today(request.user.time_zone)

    def tell(rows: list) -> None:
        for test in rows:
            test.told_on = today

    if asks_for_file(request):
        return TESTS.file(request, tests, prepare=tell)
    context = {"page": TESTS.page(request, tests, prepare=tell), "today": today}
    return render(request, "certification/outside_tests/outside_test_list.html", context)


@requires("certification.view_outside_test")
@require_GET
def outside_test(request: HttpRequest, public_id) -> HttpResponse:
    test, user = visible_test(request, public_id), request.user
    candidates = candidate_list.candidates_of(test)
    access.log(access.Kind.VIEW, test, by=user, what="outside test")
    context = {
        "test": test,
        "candidates": [(one, candidate_list.gaps(one.enrollment.person)) for one in candidates],
        "imports": test.imports.select_related("created_by").defer("sealed_table")[:5],
        "today": clock.today(test.training_center.time_zone),
        "may_change": not held_tests.change_blockers(test, by=user),
        "may_cancel": not held_tests.cancel_blockers(test, by=user),
    }
    return render(request, "certification/outside_tests/outside_test.html", context)


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_test_new(request: HttpRequest) -> HttpResponse:
    form, user = TestForm(request.POST or None, initial={"scheme_kind": "cluster"}), request.user
    if form.carry_out(lambda data: held_tests.plan_test(user.training_center, by=user, plan=form.plan())):
        messages.success(request, _("The test is recorded. Now choose who is sent."))
        return redirect("certification:outside_candidates_add", form.result.public_id)
    return render(request, "certification/outside_tests/outside_test_form.html", {"form": form}, status=form.status)


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_test_edit(request: HttpRequest, public_id) -> HttpResponse:
    test = hold_shown(request, lambda: visible_test(request, public_id))
    initial = {name: getattr(test, name) for name in TestForm.base_fields}
    form = TestForm(request.POST or None, initial=initial)
    if form.carry_out(lambda data: held_tests.change_test(test, by=request.user, plan=form.plan())):
        messages.success(request, _("The test was changed."))
        return to_test(test)
    return render(
        request, "certification/outside_tests/outside_test_form.html", {"form": form, "test": test}, status=form.status
    )


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_test_cancel(request: HttpRequest, public_id) -> HttpResponse:
    test, form = visible_test(request, public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: held_tests.cancel_test(test, by=request.user, **data)):
        messages.success(request, _("The test is cancelled. Its candidates can be sent to another one."))
        return to_test(test)
    blockers = held_tests.cancel_blockers(test, by=request.user)
    context = {"test": test, "form": form, "blockers": blockers}
    return render(request, "certification/outside_tests/outside_test_cancel.html", context, status=form.status)


@requires("certification.change_outside_test")
@require_http_methods(["GET", "POST"])
def outside_candidates_add(request: HttpRequest, public_id) -> HttpResponse:
    test = visible_test(request, public_id)
    begun = [Batch.State.RUNNING, Batch.State.FINISHED, Batch.State.CERTIFIED]
    batches = Batch.objects.visible_to(request.user).filter(state__in=begun).order_by("-starts_on", "pk")
    choice = BatchChoice(request.GET, batches=batches)
    batch = choice.chosen()
    people = held_tests.possible_candidates(test, batch) if batch else []
    form = CandidatesForm(request.POST or None, people=list(people))
    if form.carry_out(lambda data: held_tests.add_candidates(test, data["person"], by=request.user)):
        messages.success(request, _("The candidates were added to the list."))
        return to_test(test)
    blockers = held_tests.change_blockers(test, by=request.user)
    context = {"test": test, "choice": choice, "batch": batch, "people": people, "form": form, "blockers": blockers}
    return render(request, "certification/outside_tests/outside_candidates_add.html", context, status=form.status)


@requires("certification.change_outside_test")
@require_POST
def outside_candidate_remove(request: HttpRequest, public_id) -> HttpResponse:
    found = OutsideCandidate.objects.visible_to(request.user).select_related("test__training_center")
    test = held_tests.remove_candidate(get_object_or_404(found, public_id=public_id), by=request.user)
    messages.success(request, _("Taken off the list."))
    return to_test(test)


@requires("certification.export_candidates")
@require_GET
@confirmed_file
def outside_candidate_list(request: HttpRequest, public_id) -> HttpResponse:
    """The only place where the training center reads a NIK; each access is logged for the person."""
    test, user = visible_test(request, public_id), request.user
    candidates = candidate_list.candidates_of(test)
    access.log(access.Kind.EXPORT, test, by=user, what="candidate list")
    people = [one.enrollment.person for one in candidates]
    access.log_each(access.Kind.EXPORT, people, by=user, what="candidate list with NIK")
    rows = candidate_list.rows(test, candidates)
    return file_response("xlsx", candidate_list.file_name(test), candidate_list.HEADS, rows)
