"""Results of a batch: list and grid."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from accounts.models import User
from certification.assessment import (
    assessment_scope,
    assessor_registrations,
    certificate_gate,
    practice_marks,
    result_grid,
    unit_results,
)
from certification.assessment.batch_list import TO_ASSESS
from certification.assessment.unit_results import StaleResult
from core import access
from core.errors import Blocker, RuleViolation
from core.http import or_404
from core.listing import asks_for_file
from core.statements import Statement
from programs.batches.models import Batch

# A course without assessment has no page of results.
ASSESSED = {"version__is_without_assessment": False}
ASSESSED_PLACES = {"batch__version__is_without_assessment": False}
RELATED = ("version__program", "training_center", "facility", "sign_off__signed_by")


def visible_batch(request: HttpRequest, public_id) -> Batch:
    return or_404(_batch.first(user=request.user, public_id=public_id))


def assessed_batch(request: HttpRequest, public_id) -> Batch:
    """The same where results are recorded; a course without assessment has no such page."""
    batch = visible_batch(request, public_id)
    return or_404(batch if batch.has_assessment else None)


@Statement
def _batch(user: User, public_id: UUID) -> QuerySet[Batch]:
    return Batch.objects.visible_to(user).select_related(*RELATED).filter(public_id=public_id)


def _graded_batch(request: HttpRequest, public_id) -> Batch:
    """The assessed batch in the URL with the duties of its reader and the figures of its sessions."""
    return or_404(_graded.first(user=request.user, public_id=public_id))


@Statement
def _graded(user: User, public_id: UUID) -> QuerySet[Batch]:
    batches = Batch.objects.visible_to(user).select_related(*RELATED).filter(public_id=public_id, **ASSESSED)
    return unit_results.with_duties(certificate_gate.with_sessions(batches), user)


@requires("certification.view_result")
@require_GET
def assessment_list(request: HttpRequest) -> HttpResponse:
    # First attempts only: a unit attempted three times is counted once.
    graded = Count("enrollments__unit_results", filter=Q(enrollments__unit_results__attempt=1), distinct=True)
    units = Count("version__units", distinct=True)
    batches = assessment_scope.assessed_batches(Batch.objects.visible_to(request.user))
    batches = batches.select_related("version__program", "sign_off").annotate(graded=graded, units=units)
    if asks_for_file(request):
        return TO_ASSESS.file(request, batches)
    page = TO_ASSESS.page(request, batches)
    return render(request, "certification/assessment/assessment_list.html", {"page": page})


@requires("certification.view_result")
@require_GET
def assessment_grid(request: HttpRequest, public_id) -> HttpResponse:
    batch = _graded_batch(request, public_id)
    access.log(access.Kind.VIEW, batch, by=request.user, what="results")
    return _grid(request, batch, _rows(batch))


@requires("certification.assess")
@require_POST
def assessment_save(request: HttpRequest, public_id) -> HttpResponse:
    batch = or_404(_held.first(user=request.user, public_id=public_id))
    held = certificate_gate.results_alone(batch, only=assessment_scope.assessed)
    entries = result_grid.take(result_grid.rows_of(held, with_names=False), request.POST)
    try:
        written = unit_results.record_results(batch, entries, by=request.user, held=held)
    except RuleViolation as refused:
        status = 409 if isinstance(refused, StaleResult) else 422
        return _refused(request, public_id, refused.reasons, status)
    count = len(written)
    messages.success(request, ngettext("%(n)s result saved.", "%(n)s results saved.", count) % {"n": count})
    return redirect("certification:assessment_grid", batch.public_id)


@Statement
def _held(user: User, public_id: UUID) -> QuerySet[Batch]:
    """The batch, locked until the transaction ends."""
    batches = Batch.objects.visible_to(user).select_related("version", "training_center")
    return batches.select_for_update(of=("self",)).filter(public_id=public_id, **ASSESSED)


def _refused(request: HttpRequest, public_id, reasons: list[Blocker], status: int) -> HttpResponse:
    """The grid with what was chosen and what stands."""
    batch = _graded_batch(request, public_id)
    rows = _rows(batch)
    result_grid.take(rows, request.POST)
    return _grid(request, batch, rows, reasons, status)


def _rows(batch: Batch) -> list[result_grid.Row]:
    return result_grid.rows_of(certificate_gate.standings(batch, only=assessment_scope.assessed))


def _grid(
    request: HttpRequest,
    batch: Batch,
    rows: list[result_grid.Row],
    reasons: list[Blocker] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = result_grid.with_what_stands_beside(rows, batch)
    may_assess, assessors = request.user.has_perm("certification.assess"), assessor_registrations.of_batch(batch)
    own = next((one.registrations for one in assessors if one.assessor == request.user), None)
    known = unit_results.Known(batch, own)
    stopped = unit_results.assessor_blockers(batch, by=request.user, known=known) if may_assess else []
    context = {
        "batch": batch,
        "rows": rows,
        "units": rows[0].standing.units if rows else batch.version.units.all(),
        "assessors": assessors,
        "errors": result_grid.errors_of(rows, reasons or []),
        "stopped": stopped,
        "is_open": may_assess and not stopped,
        "teaches": practice_marks.is_instructor(batch, by=request.user),
        # As at the assessor's home: people who left are shown, but no batch waits for their results.
        "done": sum(row.done for row in rows if row.is_awaited),
        "all": sum(row.expected for row in rows if row.is_awaited),
        # Whose attendance is not known yet is below nothing.
        "below": sum(row.is_below for row in rows),
        "signed": getattr(batch, "sign_off", None),
    }
    return render(request, "certification/assessment/assessment_grid.html", context, status=status)
