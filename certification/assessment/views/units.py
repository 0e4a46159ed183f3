"""One participant in one unit: criteria, attempts, practice, evidence. Also the practice marks of a class."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from certification.assessment import practice_marks, result_evidence, unit_page, unit_results
from certification.assessment.forms import practice as practice_rows
from certification.assessment.forms.results import EvidenceForm, PracticeDayForm, ResultForm
from certification.assessment.models.evidence import Evidence
from certification.assessment.unit_results import STALE, Entry
from certification.assessment.views.grid import ASSESSED_PLACES, assessed_batch
from core import access, clock
from core.command_forms import ReasonForm
from core.idempotency import outcome_of, reads_first
from core.scan_answers import scan_answer
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

RELATED = ("person", "batch__training_center", "batch__version__program", "batch__facility")


def visible_unit(request: HttpRequest, public_id, position: int) -> tuple[Enrollment, ProgramUnit]:
    found = Enrollment.objects.visible_to(request.user).filter(**ASSESSED_PLACES).select_related(*RELATED)
    place = get_object_or_404(found, public_id=public_id)
    return place, get_object_or_404(ProgramUnit, version=place.batch.version_id, position=position)


def _page(request, place, unit, *, form=None, files=None, status: int = 200) -> HttpResponse:
    user, page = request.user, unit_page.read(place, unit, by=request.user)
    blockers = unit_page.record_blockers(place, unit, by=user) if user.has_perm("certification.assess") else []
    now = page.current
    seen = {"result": now.result, "feedback": now.feedback, "version": now.version} if now else {"version": 0}
    adds = user.has_perm("certification.add_evidence") and not result_evidence.blockers(place, unit, by=user)
    context = {
        "place": place,
        "unit": unit,
        "page": page,
        "blockers": blockers,
        "form": form or ResultForm(initial=seen),
        "may_record": user.has_perm("certification.assess") and not blockers,
        "files": (files or EvidenceForm()) if adds else None,
    }
    return render(request, "certification/assessment/unit_detail.html", context, status=status)


@requires("certification.view_result")
@require_GET
def unit_detail(request: HttpRequest, public_id, position: int) -> HttpResponse:
    place, unit = visible_unit(request, public_id, position)
    access.log(access.Kind.VIEW, place, by=request.user, what="results")
    return _page(request, place, unit)


@requires("certification.assess")
@require_POST
def unit_save(request: HttpRequest, public_id, position: int) -> HttpResponse:
    (place, unit), form = visible_unit(request, public_id, position), ResultForm(request.POST)

    def record(data):
        return unit_results.record_results(place.batch, [Entry(place, unit, **data)], by=request.user)

    if form.carry_out(record):
        messages.success(request, _("The result is saved."))
        return redirect("certification:unit_detail", place.public_id, unit.position)
    return _page(request, place, unit, form=form, status=409 if STALE in form.refused_for else form.status)


def _read_evidence(request: HttpRequest, public_id, position: int) -> result_evidence.Exhibit | None:
    visible_unit(request, public_id, position)
    form = EvidenceForm(request.POST, request.FILES)
    return result_evidence.read(form.cleaned_data["file"].read(), whose=request.user.pk) if form.is_valid() else None


@requires("certification.add_evidence")
@require_POST
@reads_first(_read_evidence)
def evidence_add(request: HttpRequest, public_id, position: int) -> HttpResponse:
    place, unit = visible_unit(request, public_id, position)
    form = EvidenceForm(request.POST, request.FILES)

    def keep(data):
        exhibit = outcome_of(request)
        return result_evidence.add(place, unit, by=request.user, exhibit=exhibit, caption=data["caption"])

    if form.carry_out(keep):
        messages.success(request, _("The file is kept beside the result."))
        return redirect("certification:unit_detail", place.public_id, unit.position)
    return _page(request, place, unit, files=form, status=422)


@requires("certification.view_evidence")
@require_GET
def evidence_file(request: HttpRequest, public_id) -> HttpResponse:
    kept = Evidence.objects.visible_to(request.user).select_related("unit", "enrollment")
    row = get_object_or_404(kept, public_id=public_id)
    access.log(access.Kind.EXPORT, row, by=request.user, what="evidence of a result")
    access.shown(row.enrollment.person_id)
    return scan_answer(row.file, name=f"bukti-{row.unit.short_code}-{row.pk}")


@requires("certification.add_evidence")
@require_http_methods(["GET", "POST"])
def evidence_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    rows = Evidence.objects.visible_to(request.user).select_related("enrollment__person", "enrollment__batch", "unit")
    row, form = get_object_or_404(rows, public_id=public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: result_evidence.withdraw(row, by=request.user, **data)):
        messages.success(request, _("Withdrawn. The file stays with the reason."))
        return redirect("certification:unit_detail", row.enrollment.public_id, row.unit.position)
    context = {"row": row, "place": row.enrollment, "unit": row.unit, "form": form}
    context["blockers"] = result_evidence.withdraw_blockers(row, by=request.user)
    return render(request, "certification/assessment/evidence_withdraw.html", context, status=form.status)


@requires("certification.mark_practice")
@require_http_methods(["GET", "POST"])
def practice(request: HttpRequest, public_id, position: int) -> HttpResponse:
    batch = assessed_batch(request, public_id)
    unit = get_object_or_404(ProgramUnit, version=batch.version_id, position=position)
    day = PracticeDayForm(request.POST or None, initial={"seen_on": clock.today(batch.training_center.time_zone)})
    rows = practice_rows.rows_of(batch, unit, request.POST or None)

    def mark(data):
        return practice_marks.mark(batch, unit, practice_rows.seen(rows), by=request.user, **data)

    if (not day.is_bound or practice_rows.are_valid(rows)) and day.carry_out(mark):
        count = len(day.result)
        messages.success(request, ngettext("%(n)s entry saved.", "%(n)s entries saved.", count) % {"n": count})
        return redirect("certification:practice", batch.public_id, unit.position)
    access.log(access.Kind.VIEW, batch, by=request.user, what="practice marks")
    context = {"batch": batch, "unit": unit, "day": day, "rows": rows, "row_errors": practice_rows.row_errors(rows)}
    context |= {"units": batch.version.units.all(), "blockers": practice_marks.blockers(batch, by=request.user)}
    return render(request, "certification/assessment/practice.html", context, status=day.status)
