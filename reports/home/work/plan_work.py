"""Needs that got old, and training plans that wait for a meeting or an approval."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from outcomes.needs.models import NeedRecord
from outcomes.plan.models import TrainingPlan
from reports.home.task import Task, counted_for, waits_for


def _old(user: User) -> dict[str, QuerySet[NeedRecord]]:
    return {"old": NeedRecord.objects.visible_to(user).old(clock.today(user.time_zone))}


@counted_for("outcomes.change_needs", rows=_old)
def needs_old(counts: dict[str, int]) -> Iterator[Task]:
    """Need records older than 18 months, which no plan counts any more."""
    if count := counts["old"]:
        title = ngettext("%(count)d need record is too old", "%(count)d need records are too old", count)
        yield Task(
            kind="warn",
            icon_name="history",
            title=title % {"count": count},
            url=reverse("outcomes:need_list", query={"age": "old"}),
            note=_("Ask again, or withdraw what no longer holds"),
            word=_("Too old"),
        )


@waits_for("outcomes.change_plan")
def plans_without_minutes(user: User) -> Iterator[Task]:
    """Plans whose figures are before the meeting, which is not recorded yet, and plans that a head sent back."""
    waiting = Q(state=TrainingPlan.State.PROPOSED) | (Q(state=TrainingPlan.State.DRAFT) & ~Q(returned_why=""))
    for plan in TrainingPlan.objects.visible_to(user).filter(waiting):
        if plan.state == TrainingPlan.State.DRAFT:
            yield _sent_back(plan)
            continue
        yield Task(
            kind="info",
            icon_name="clipboard-check",
            title=_("Record the meeting on the training plan %(year)d") % {"year": plan.year},
            url=reverse("outcomes:plan_detail", args=[plan.public_id]),
            note=plan.returned_why or _("Without minutes nothing is decided"),
            word=_("Open"),
        )


def _sent_back(plan: TrainingPlan) -> Task:
    return Task(
        kind="warn",
        icon_name="pencil",
        title=_("A head sent the training plan %(year)d back") % {"year": plan.year},
        url=reverse("outcomes:plan_detail", args=[plan.public_id]),
        note=plan.returned_why,
        word=_("Open"),
    )


@waits_for("outcomes.approve_plan")
def plans_to_approve(user: User) -> Iterator[Task]:
    """Decided plans that the head of this office has not approved."""
    own = Q(facility_head=None) if user.facility_id else Q(center_head=None)
    for plan in TrainingPlan.objects.visible_to(user).filter(own, state=TrainingPlan.State.DECIDED):
        yield Task(
            kind="warn",
            icon_name="calendar-days",
            title=_("Approve the training plan %(year)d") % {"year": plan.year},
            url=reverse("outcomes:plan_detail", args=[plan.public_id]),
            note=_("Both heads approve it"),
            word=_("Open"),
        )
