"""Training plans of a year: list, figures, preparation, meeting, approval, minutes, what was held."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from accounts.models import User
from core import access, clock
from core.command_forms import ReasonForm
from core.http import pdf_answer
from core.seen_forms import hold_shown
from outcomes.plan import (
    batch_agreement,
    plan_approvals,
    plan_decisions,
    plan_differences,
    plan_drafts,
    plan_minutes,
    plan_page,
    plan_steps,
    rate_setting,
)
from outcomes.plan.forms import BudgetForm, CorrectionForm, DraftForm, MeansForm, MeetingForm, RatesForm
from outcomes.plan.models import PlanLine, PlanMeeting, TrainingPlan
from outcomes.plan.plan_lines import plan_with_lines


def _visible(request: HttpRequest):
    related = ("facility", "training_center", "facility_head", "center_head")
    return TrainingPlan.objects.visible_to(request.user).select_related(*related)


def _plan(request: HttpRequest, public_id) -> TrainingPlan:
    return get_object_or_404(_visible(request), public_id=public_id)


def _lines(request: HttpRequest, public_id) -> QuerySet[PlanLine]:
    plans = TrainingPlan.objects.visible_to(request.user)
    return PlanLine.objects.filter(plan__in=plans, plan__public_id=public_id)


def _line(request: HttpRequest, public_id, vocation: str, level: str) -> PlanLine:
    related = _lines(request, public_id).select_related(
        "plan__facility", "plan__training_center", "vocation", "version"
    )
    return get_object_or_404(related, vocation__code=vocation, level=level)


@requires("outcomes.view_plan")
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    return render(request, "outcomes/plan/plan_list.html", {"plans": _visible(request).order_by("-year", "pk")[:50]})


@requires("outcomes.view_plan")
@require_GET
def plan_detail(request: HttpRequest, public_id) -> HttpResponse:
    user, day = request.user, clock.today(request.user.time_zone)
    # A plan always has lines, so both are fetched in one statement.
    plan = plan_with_lines(_lines(request, public_id))
    if plan is None:
        raise Http404
    rows = plan_page.shown_rows(plan, on=day, for_facility=user.facility_id is not None)
    asked = request.GET.get("hitung", "")
    opened = next((row for row in rows if row.anchor == asked), rows[0])
    held = plan_page.held_rows(plan, [row.line for row in rows], on=day)
    meetings = _meetings(plan.versions, user)
    may_plan = plan.state == "approved" and opened.line.batches and user.has_perm("programs.change_batch")
    is_planned = any(row.line == opened.line and row.is_planned for row in held)
    context = {
        "plan": plan,
        **meetings,
        "rows": rows,
        "open": opened,
        "old": [row.old_needs for row in rows if row.figures["old"]],
        "day": plan.counted_on or day,
        "money": plan_page.money_of(plan, rows),
        "steps": plan_steps.steps_of(plan, len({row.line.vocation_id for row in rows}), meetings["meeting"]),
        "held": held,
        "batch_address": _batch_address(plan, opened, day) if may_plan and not is_planned else "",
        **_acts(plan, rows, user),
    }
    return render(request, "outcomes/plan/plan_detail.html", context)


def _meetings(versions: Sequence[PlanMeeting], user: User) -> dict[str, Any]:
    """The latest meeting and who was there, and the earlier ones."""
    for_facility = user.facility_id is not None
    told = [(one, plan_page.present_words(one, for_facility=for_facility)) for one in versions]
    return {
        "meeting": next(iter(versions), None),
        "present": [words for _version, words in told[:1]],
        "earlier": told[1:],
    }


def _acts(plan: TrainingPlan, rows: Sequence[plan_page.Shown], user: User) -> dict[str, Any]:
    """What this user may do with the plan now."""
    batches = {row.line.pk: row.figures["batches"] for row in rows}
    may_propose = user.has_perm("outcomes.change_plan") and plan.is_open
    may_decide = user.has_perm("outcomes.approve_plan")
    return {
        "reasons": plan_drafts.propose_blockers(plan, batches, by=user) if may_propose else [],
        "may_return": may_decide and plan.state in ("proposed", "decided"),
        "may_approve": may_decide and not plan_approvals.approve_blockers(plan, by=user),
    }


def _batch_address(plan: TrainingPlan, row: plan_page.Shown, day: date) -> str:
    """The form of a batch of this line, filled in as far as the plan and its agreement tell."""
    told = {"version": row.line.version_id, "capacity": row.class_size}
    agreement = batch_agreement.only_agreement(plan, row.line, day=day)
    if agreement:
        told["agreement"] = agreement.pk
    return f"{reverse('programs:batch_new')}?{urlencode(told)}"


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    form = DraftForm(request.POST or None, user=request.user)
    if form.carry_out(lambda data: plan_drafts.draft_plan(by=request.user, **data)):
        messages.success(request, _("The plan was begun. Write what can be taught at what cost."))
        return redirect("outcomes:plan_detail", form.result.public_id)
    return _form_page(request, form, title=_("Begin a plan"))


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_budget(request: HttpRequest, public_id) -> HttpResponse:
    plan = hold_shown(request, lambda: _plan(request, public_id))
    form = BudgetForm(request.POST or None, initial={"budget": plan.budget})
    if form.carry_out(lambda data: plan_drafts.set_budget(plan, by=request.user, **data)):
        messages.success(request, _("The budget was changed."))
        return redirect("outcomes:plan_detail", plan.public_id)
    return _form_page(request, form, title=_("Budget"), plan=plan)


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_line(request: HttpRequest, public_id, vocation: str, level: str) -> HttpResponse:
    line = hold_shown(request, lambda: _line(request, public_id, vocation, level))
    initial = {name: getattr(line, name) for name in plan_drafts.Means.__dataclass_fields__}
    form = MeansForm(request.POST or None, initial=initial)
    if form.carry_out(lambda data: plan_drafts.change_means(line, by=request.user, means=form.means())):
        messages.success(request, _("The line was changed."))
        return redirect("outcomes:plan_detail", line.plan.public_id)
    return _form_page(request, form, title=str(line), plan=line.plan)


@requires("outcomes.change_plan")
@require_POST
def plan_propose(request: HttpRequest, public_id) -> HttpResponse:
    plan = plan_drafts.propose(_plan(request, public_id), by=request.user)
    messages.success(request, _("The figures of today are kept for the meeting."))
    return redirect("outcomes:plan_detail", plan.public_id)


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_meeting(request: HttpRequest, public_id) -> HttpResponse:
    plan = _plan(request, public_id)
    form = MeetingForm(request.POST or None, plan=plan)
    if form.carry_out(
        lambda data: plan_decisions.decide(plan, by=request.user, decisions=form.decisions(), minutes=form.minutes())
    ):
        messages.success(request, _("The decision is kept. Both heads approve it next."))
        return redirect("outcomes:plan_detail", plan.public_id)
    day, for_facility = clock.today(request.user.time_zone), request.user.facility_id is not None
    rows = plan_page.shown_rows(plan, on=day, for_facility=for_facility)
    shown = {row.line.pk: row for row in rows}
    lines = [(shown[line.pk], fields) for line, fields in form.lines()]
    context = {"form": form, "plan": plan, "lines": lines, "money": plan_page.money_of(plan, rows)}
    return render(request, "outcomes/plan/plan_meeting.html", context, status=form.status)


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_correct(request: HttpRequest, public_id) -> HttpResponse:
    plan = _plan(request, public_id)
    initial = {name: getattr(plan.meeting, name, "") for name in plan_decisions.Minutes.__dataclass_fields__}
    form = CorrectionForm(request.POST or None, initial=initial)
    if form.carry_out(
        lambda data: plan_decisions.correct_minutes(plan, by=request.user, minutes=form.minutes(), why=data["why"])
    ):
        messages.success(request, _("The new version is kept. Both heads approve it next."))
        return redirect("outcomes:plan_detail", plan.public_id)
    return _form_page(request, form, title=_("Correct the minutes"), plan=plan)


@requires("outcomes.approve_plan")
@require_http_methods(["GET", "POST"])
def plan_return(request: HttpRequest, public_id) -> HttpResponse:
    plan, form = _plan(request, public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: plan_approvals.send_back(plan, by=request.user, why=data["reason"])):
        messages.success(request, _("The plan goes back, with your reason."))
        return redirect("outcomes:plan_detail", plan.public_id)
    return _form_page(request, form, title=_("Send the plan back"), plan=plan)


@requires("outcomes.approve_plan")
@require_POST
@confirmed
def plan_approve(request: HttpRequest, public_id) -> HttpResponse:
    plan = plan_approvals.approve(_plan(request, public_id), by=request.user)
    is_done = plan.state == TrainingPlan.State.APPROVED
    messages.success(request, _("The plan is approved.") if is_done else _("Approved; the other head follows."))
    return redirect("outcomes:plan_detail", plan.public_id)


@requires("outcomes.view_plan")
@require_GET
def plan_minutes_print(request: HttpRequest, public_id) -> HttpResponse:
    """The minutes of the meeting; before it, the figures that are taken there."""
    plan = _plan(request, public_id)
    content = plan_minutes.paper_of(plan, on=clock.today(request.user.time_zone))
    access.log(access.Kind.PRINT, plan, by=request.user, what="minutes of a training plan")
    return pdf_answer(content, f"rencana-pelatihan-{plan.year}.pdf")


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_explain(request: HttpRequest, public_id, vocation: str, level: str) -> HttpResponse:
    line, form = _line(request, public_id, vocation, level), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: plan_differences.explain(line, by=request.user, why=data["reason"])):
        messages.success(request, _("The difference is explained."))
        return redirect("outcomes:plan_detail", line.plan.public_id)
    return _form_page(request, form, title=_("Why it differs"), plan=line.plan)


@requires("outcomes.change_plan")
@require_http_methods(["GET", "POST"])
def plan_rates(request: HttpRequest) -> HttpResponse:
    """Weights and rates; both offices read them, the training center sets them."""
    user, day = request.user, clock.today(request.user.time_zone)
    center = user.training_center
    shown = rate_setting.values_on(center, day) if center else {}
    form = RatesForm(request.POST or None, initial={**shown, "valid_from": day})
    if form.carry_out(
        lambda data: rate_setting.set_rates(by=user, valid_from=data["valid_from"], values=form.values())
    ):
        messages.success(request, _("The rates are kept."))
        return redirect("outcomes:plan_list")
    return _form_page(request, form, title=_("Weights and rates"))


def _form_page(request: HttpRequest, form, *, title: str, plan: TrainingPlan | None = None) -> HttpResponse:
    crumbs = [{"url": reverse("outcomes:plan_list"), "label": _("Training plans")}]
    back = crumbs[0]["url"]
    if plan:
        back = reverse("outcomes:plan_detail", args=[plan.public_id])
        crumbs.append({"url": back, "label": plan.year})
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs, "button": _("Save")}
    return render(request, "programs/command_form.html", context, status=form.status)
