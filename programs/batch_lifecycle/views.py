"""Batches: list, one batch with its week and hours, planning, state changes."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import clock
from core.command_forms import ReasonForm
from core.http import asked_day, typed
from core.listing import asks_for_file
from core.seen_forms import hold_shown
from programs.attendance import attendance_figures
from programs.batch_lifecycle import batch_plan, call_off_preview, next_step, staff_assignment
from programs.batch_lifecycle.batch_list import BATCHES, prepare
from programs.batch_lifecycle.batch_plan import Plan
from programs.batch_lifecycle.forms import BatchFilterForm, BatchForm, CallOffForm, StaffForm
from programs.batch_lifecycle.shown_batch import shown_batch
from programs.batches.models import Batch, BatchStaff
from programs.batches.visible_batches import visible_batch
from programs.places import partial_places
from programs.places.models import Enrollment
from programs.timetable import holidays, lesson_times, unit_hours, week
from programs.timetable.models.sessions import PatternSlot, Session

SHOWN_SESSIONS = 24
# What a decided plan of the year hands over to the form of a new batch.
PREFILLED = ("version", "capacity", "agreement")


@requires("programs.view_batch")
@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    form = BatchFilterForm(request.GET, user=request.user)
    batches = form.apply(Batch.objects.visible_to(request.user))
    instructors = BatchStaff.objects.filter(duty=BatchStaff.Duty.INSTRUCTOR).select_related("user")
    rows = batches.select_related("version__program__vocation", "facility", "training_center").prefetch_related(
        Prefetch("staff", instructors, "instructors")
    )
    if asks_for_file(request):
        return BATCHES.file(request, rows, prepare=prepare)
    page = BATCHES.page(request, rows, prepare=prepare)
    return render(request, "programs/batch_lifecycle/batch_list.html", {"page": page, "form": form})


@requires("programs.view_batch")
@require_GET
def batch_detail(request: HttpRequest, public_id) -> HttpResponse:
    batch, user = shown_batch(request, public_id), request.user
    sessions = list(batch.sessions.all())
    today = clock.today(batch.time_zone)
    monday = week.monday_of(asked_day(request, near=batch.starts_on) or week.shown_day(batch, today))
    closed = holidays.closed_for(week.years_of(monday))(batch)
    units = unit_hours.hours_by_unit(batch, sessions)
    people = _people(request, batch, sessions)
    undecided = batch.registrations.open().count() if batch.is_public and batch.state == Batch.State.SELECTING else 0
    facts = next_step.Facts(batch, sessions, units, _usual_slots(batch), people["taken"], today, undecided)
    after = next_step.beyond(batch, user)
    context = {
        "batch": batch,
        "week": week.week_of_batch(batch, sessions, monday, closed, today),
        "units": units,
        "held": facts.held,
        "planned": facts.planned,
        "cancelled": [session for session in sessions if session.state == Session.State.CANCELLED],
        "staff": batch.staff.all(),
        "duties": {row.duty for row in batch.staff.all()},
        "step": next_step.step_of(facts, user, after),
        "stages": next_step.stages(facts, after),
        "path": next_step.preparation(facts) if batch.state == Batch.State.PLANNED else [],
        "beyond": after.links,
        "need_words": batch.need_words(for_facility=user.facility_id is not None),
        "doubts": batch_plan.agreement_blockers(batch) if batch.is_live else [],
        **people,
    }
    context["may_change"] = user.has_perm("programs.register_participants" if batch.is_public else "programs.enroll")
    if context["may_change"]:
        _offer_completion(people["places"], units, sessions)
    context["may_act"] = context["step"] is not None and user.has_perm(context["step"].permission)
    return render(request, "programs/batch_lifecycle/batch_detail.html", context)


def _usual_slots(batch: Batch) -> int:
    """Number of teaching times in the usual week; queried only for planned batches, whose page shows it."""
    if batch.state != Batch.State.PLANNED:
        return 0
    return PatternSlot.objects.filter(pattern__batch=batch, pattern__from_date=None).count()


def _people(request: HttpRequest, batch: Batch, sessions: list[Session]) -> dict:
    """Participants; readers of attendance also get each person's attendance and the class total."""
    reader = request.user
    if not reader.has_perm("programs.view_attendance"):
        rows = list(Enrollment.objects.visible_to(reader).filter(batch=batch).select_related("person"))
        signs = partial_places.blocks_of(rows)
        for row in rows:
            row.batch, row.signs = batch, signs.get(row.pk, [])
        return {"people": rows, "places": rows, "taken": sum(row.state != Enrollment.State.ENDED for row in rows)}
    for_facility = reader.facility_id is not None
    marked = [one for one in sessions[::-1] if one.is_marked and one.state != Session.State.CANCELLED][:SHOWN_SESSIONS]
    matrix = attendance_figures.presence_matrix(batch, for_facility=for_facility, sessions=marked, reader=reader)
    shares = [row.percent for row in matrix.rows if row.percent is not None]
    return {
        "matrix": matrix,
        "places": [row.enrollment for row in matrix.rows],
        "taken": sum(row.enrollment.state != Enrollment.State.ENDED for row in matrix.rows),
        "average": sum(shares) // len(shares) if shares else None,
    }


def _offer_completion(places: list[Enrollment], units: list[unit_hours.UnitHours], sessions: list[Session]) -> None:
    """Says of each place of single units whether these are taught, so that it can be completed."""
    taken = partial_places.units_of(places)
    for place in places:
        place.may_complete = place.pk in taken and lesson_times.are_taught(taken[place.pk], units, sessions)


@requires("programs.change_batch")
@require_http_methods(["GET", "POST"])
def batch_new(request: HttpRequest) -> HttpResponse:
    user = request.user
    initial = {name: value[:9] for name in PREFILLED if (value := request.GET.get(name, "")).isdecimal()}
    form = BatchForm(request.POST or None, user=user, initial=initial)
    if form.carry_out(
        lambda data: batch_plan.plan_batch(
            by=user,
            facility=user.facility or data["agreement"].facility,
            no_need_reason=data["no_need_reason"],
            **vars(form.plan()),
        )
    ):
        messages.success(request, _("The batch was planned. Assign staff and set its week next."))
        return redirect("programs:batch_detail", form.result.public_id)
    return render(
        request, "programs/batch_lifecycle/batch_form.html", {"form": form, "lacks": form.lacks()}, status=form.status
    )


@requires("programs.register_participants")
@require_http_methods(["GET", "POST"])
def public_batch_new(request: HttpRequest) -> HttpResponse:
    """Plans a class of the training center itself, for everybody."""
    form, user = BatchForm(request.POST or None, user=request.user, is_public=True), request.user
    if form.carry_out(lambda data: batch_plan.plan_batch(by=user, facility=None, **vars(form.plan()))):
        messages.success(request, _("The class was planned. Assign staff and set its week next."))
        return redirect("programs:batch_detail", form.result.public_id)
    context = {"form": form, "lacks": form.lacks(), "is_public": True}
    return render(request, "programs/batch_lifecycle/batch_form.html", context, status=form.status)


@requires("programs.change_batch")
@require_http_methods(["GET", "POST"])
def batch_edit(request: HttpRequest, public_id) -> HttpResponse:
    batch = hold_shown(request, lambda: visible_batch(request, public_id))
    initial = {name: getattr(batch, name) for name in Plan.__dataclass_fields__}
    if not batch.has_assessment:
        del initial["assessment_on"]
    form = BatchForm(request.POST or None, user=request.user, batch=batch, is_public=batch.is_public, initial=initial)
    if form.carry_out(lambda data: batch_plan.change_batch(batch, by=request.user, plan=form.plan())):
        messages.success(request, _("The batch was changed. Generate its schedule again if days or room differ."))
        return redirect("programs:batch_detail", batch.public_id)
    return render(
        request, "programs/batch_lifecycle/batch_form.html", {"form": form, "batch": batch}, status=form.status
    )


@requires("programs.change_batch")
@require_http_methods(["GET", "POST"])
def batch_staff(request: HttpRequest, public_id) -> HttpResponse:
    batch = hold_shown(request, lambda: visible_batch(request, public_id))
    form = StaffForm(request.POST or None, batch=batch)
    if form.carry_out(lambda data: staff_assignment.assign_staff(batch, by=request.user, **data)):
        messages.success(request, _("Instructors and assessors were assigned."))
        return redirect("programs:batch_detail", batch.public_id)
    return render(
        request, "programs/batch_lifecycle/batch_staff.html", {"form": form, "batch": batch}, status=form.status
    )


@requires("programs.change_batch")
@require_POST
def batch_move(request: HttpRequest, public_id) -> HttpResponse:
    # Other states have their own pages: cancelling has a form, and issuing leads to certified.
    to = request.POST.get("to", "") if request.POST.get("to") in batch_plan.MOVES else ""
    reason = typed(request.POST, "reason", most=200)
    batch = batch_plan.move(visible_batch(request, public_id), to, by=request.user, reason=reason)
    messages.success(request, _("The batch is now: %(state)s.") % {"state": batch.get_state_display()})
    return redirect("programs:batch_detail", batch.public_id)


@requires("programs.change_batch")
@require_http_methods(["GET", "POST"])
def batch_cancel(request: HttpRequest, public_id) -> HttpResponse:
    batch = visible_batch(request, public_id)
    form = CallOffForm(request.POST or None, user=request.user)
    if form.carry_out(
        lambda data: batch_plan.cancel(batch, by=request.user, cause=data["cause"].code, reason=data["note"])
    ):
        messages.success(request, _("The batch was cancelled."))
        return redirect("programs:batch_detail", batch.public_id)
    against = batch_plan.called_off_now_blockers(batch)
    context = {
        "form": form,
        "batch": batch,
        "against": against,
        "effects": [] if against else call_off_preview.effects(batch),
    }
    return render(request, "programs/batch_lifecycle/batch_cancel.html", context, status=form.status)


@requires("programs.override_agreement")
@require_http_methods(["GET", "POST"])
def batch_override(request: HttpRequest, public_id) -> HttpResponse:
    """The head's exception for a batch without a valid agreement."""
    batch = visible_batch(request, public_id)
    form = ReasonForm(request.POST or None)
    if form.carry_out(lambda data: batch_plan.override_agreement(batch, by=request.user, reason=data["reason"])):
        messages.success(request, _("The exception was recorded with its reason."))
        return redirect("programs:batch_detail", batch.public_id)
    context = {"form": form, "batch": batch, "doubts": batch_plan.agreement_blockers(batch)}
    return render(request, "programs/batch_lifecycle/batch_override.html", context, status=form.status)
