"""Appeals and corrections, each requested by one person and decided by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_if
from certification.assessment import appeal_ends, result_appeals, result_corrections
from certification.assessment.contest_consequences import issued_of
from certification.assessment.forms.results import (
    AgainForm,
    AppealDecisionForm,
    AppealEndForm,
    AppealForm,
    CorrectionDecisionForm,
    CorrectionForm,
)
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.results import UnitResult
from certification.assessment.views.units import visible_unit
from core import clock
from core.shown_acts import refuse_other
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

TRAINING = ("batch__training_center", "batch__version__program", "batch__facility")
OF_RESULT = tuple(f"result__enrollment__{path}" for path in ("person", *TRAINING))
OF_APPEAL = ("result__unit", "assessor", "decided_by", "end_asked_by", "ended_by")
OF_PLACE = tuple(f"enrollment__{path}" for path in ("person", *TRAINING))


def _back(place: Enrollment, unit: ProgramUnit) -> HttpResponse:
    return redirect("certification:unit_detail", place.public_id, unit.position)


def _visible_appeal(request: HttpRequest, public_id) -> ResultAppeal:
    found = ResultAppeal.objects.visible_to(request.user)
    return get_object_or_404(found.select_related(*OF_RESULT, *OF_APPEAL), public_id=public_id)


@requires("certification.file_appeal")
@require_http_methods(["GET", "POST"])
def appeal_file(request: HttpRequest, public_id, position: int) -> HttpResponse:
    place, unit = visible_unit(request, public_id, position)
    attempts = UnitResult.objects.latest().filter(enrollment=place, unit=unit).select_related("assessed_by", "appeal")
    result = get_object_or_404(attempts)
    result.enrollment, result.unit = place, unit
    form = AppealForm(request.POST or None, initial={"filed_on": clock.today(request.user.time_zone)})
    if form.carry_out(lambda data: result_appeals.file(result, by=request.user, **data)):
        messages.success(request, _("The appeal is recorded. The result is on hold until it is decided."))
        return _back(place, unit)
    context = {"place": place, "unit": unit, "result": result, "form": form}
    context |= {
        "blockers": result_appeals.file_blockers(result, by=request.user),
        "until": result_appeals.last_day(result),
    }
    return render(request, "certification/assessment/appeal_file.html", context, status=form.status)


@requires("certification.decide_result_appeal")
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: AppealDecisionForm(request.POST).is_valid())
def appeal_decide(request: HttpRequest, public_id) -> HttpResponse:
    appeal, form = _visible_appeal(request, public_id), AppealDecisionForm(request.POST or None)
    place, unit = appeal.result.enrollment, appeal.result.unit
    if form.carry_out(lambda data: result_appeals.decide(appeal, by=request.user, **data)):
        messages.success(request, _("The appeal is decided."))
        return _back(place, unit)
    context = {"appeal": appeal, "place": place, "unit": unit, "form": form}
    context["blockers"] = result_appeals.decide_blockers(appeal, by=request.user)
    return render(request, "certification/assessment/appeal_decide.html", context, status=form.status)


@requires("certification.assess")
@require_http_methods(["GET", "POST"])
def assess_again(request: HttpRequest, public_id) -> HttpResponse:
    appeal, form = _visible_appeal(request, public_id), AgainForm(request.POST or None)
    place, unit = appeal.result.enrollment, appeal.result.unit
    if form.carry_out(lambda data: result_appeals.assess_again(appeal, by=request.user, **data)):
        messages.success(request, _("The new attempt is recorded."))
        return _back(place, unit)
    context = {"appeal": appeal, "place": place, "unit": unit, "form": form}
    context["blockers"] = result_appeals.again_blockers(appeal, by=request.user)
    return render(request, "certification/assessment/assess_again.html", context, status=form.status)


@requires(appeal_ends.ASKS)
@require_http_methods(["GET", "POST"])
def appeal_end_ask(request: HttpRequest, public_id) -> HttpResponse:
    appeal, form = _visible_appeal(request, public_id), AppealEndForm(request.POST or None)
    place, unit = appeal.result.enrollment, appeal.result.unit
    if form.carry_out(lambda data: appeal_ends.ask(appeal, by=request.user, **data)):
        messages.success(request, _("Asked for. The appeal goes on until the head confirms its end."))
        return _back(place, unit)
    context = {"appeal": appeal, "place": place, "unit": unit, "form": form}
    context["blockers"] = appeal_ends.ask_blockers(appeal, by=request.user)
    return render(request, "certification/assessment/appeal_end_ask.html", context, status=form.status)


@requires(appeal_ends.CONFIRMS)
@require_http_methods(["GET", "POST"])
@confirmed
def appeal_end_decide(request: HttpRequest, public_id) -> HttpResponse:
    appeal = _visible_appeal(request, public_id)
    place, unit = appeal.result.enrollment, appeal.result.unit
    if request.method == "POST":
        refuse_other(request, appeal.end_asked_at)
        is_confirmed = "reject" not in request.POST
        (appeal_ends.confirm if is_confirmed else appeal_ends.reject)(appeal, by=request.user)
        ended, goes_on = _("The appeal is ended; its result stands."), _("The appeal goes on; somebody assesses again.")
        messages.success(request, ended if is_confirmed else goes_on)
        return _back(place, unit)
    context = {"appeal": appeal, "place": place, "unit": unit}
    context["blockers"] = appeal_ends.decide_blockers(appeal, by=request.user)
    return render(request, "certification/assessment/appeal_end_decide.html", context)


@requires("certification.ask_correction")
@require_http_methods(["GET", "POST"])
def correction_ask(request: HttpRequest, public_id, position: int) -> HttpResponse:
    place, unit = visible_unit(request, public_id, position)
    form = CorrectionForm(request.POST or None)
    if form.carry_out(lambda data: result_corrections.ask(place, unit, by=request.user, **data)):
        messages.success(request, _("Asked for. The result stays as it is until a second person approves."))
        return _back(place, unit)
    context = {"place": place, "unit": unit, "form": form, "result": result_corrections.current(place, unit)}
    context["blockers"] = result_corrections.ask_blockers(place, unit, by=request.user)
    return render(request, "certification/assessment/correction_ask.html", context, status=form.status)


@requires("certification.approve_correction")
@require_http_methods(["GET", "POST"])
@confirmed
def correction_decide(request: HttpRequest, public_id) -> HttpResponse:
    found = ResultCorrection.objects.visible_to(request.user).select_related(*OF_PLACE, "unit", "asked_by")
    correction, form = get_object_or_404(found, public_id=public_id), CorrectionDecisionForm(request.POST or None)
    command = result_corrections.reject if "reject" in request.POST else result_corrections.approve
    if form.carry_out(lambda data: command(correction, by=request.user, **data)):
        messages.success(request, _("The correction is decided. What was before stays readable."))
        return _back(correction.enrollment, correction.unit)
    context = {"correction": correction, "place": correction.enrollment, "unit": correction.unit, "form": form}
    context |= {
        "blockers": result_corrections.approve_blockers(correction, by=request.user),
        "issued": issued_of(correction.enrollment),
    }
    return render(request, "certification/assessment/correction_decide.html", context, status=form.status)
