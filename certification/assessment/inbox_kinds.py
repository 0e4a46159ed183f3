"""Inbox tasks opened by assessment. All go to the training center and say nothing about custody."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification.assessment.models.contests import ResultAppeal
from inmates.inbox.inbox_tasks import Kind, register
from inmates.inbox.models import InboxTask


def _unit_link(task: InboxTask) -> str:
    return reverse("certification:unit_detail", args=[task.values["place"], task.values["position"]])


def _still_granted(task: InboxTask) -> str:
    """Why the task stays open: only the new attempt settles it. Empty once it is recorded."""
    place, _dash, unit = task.matter.partition("-")
    waiting = ResultAppeal.objects.filter(outcome=ResultAppeal.Outcome.GRANTED, again=None)
    if waiting.filter(result__enrollment=int(place), result__unit=int(unit)).exists():
        return str(_("Nobody has assessed again yet. Record the new attempt; this task closes by itself then."))
    return ""


def _assessors_link(task: InboxTask) -> str:
    return reverse("certification:assessor_list")


def _results_link(task: InboxTask) -> str:
    return reverse("certification:person_sign_off", args=[task.values["place"]])


APPEAL_FILED = register(
    Kind(
        "certification.appeal",
        _("Appeal against a result"),
        _("%(name)s appeals against a result"),
        _("%(batch)s, unit %(unit)s. Nothing goes on for this person until it is decided."),
        "warn",
        "gavel",
        _unit_link,
        example=_("For example: heard on Tuesday with the assessor."),
    )
)
ASSESS_AGAIN = register(
    Kind(
        "certification.assess_again",
        _("Assess again"),
        _("%(name)s is to be assessed again"),
        _("%(batch)s, unit %(unit)s. The appeal was granted: another assessor records the new attempt."),
        "warn",
        "rotate-ccw",
        _unit_link,
        stays_open=_still_granted,
    )
)
CORRECTION_ASKED = register(
    Kind(
        "certification.correction",
        _("Correction of a result"),
        _("A result of %(name)s is to be corrected"),
        _("%(batch)s, unit %(unit)s. A second person approves it or not."),
        "warn",
        "pencil",
        _unit_link,
        example=_("For example: correction decided."),
    )
)
ASSESSOR_RUNS_OUT = register(
    Kind(
        "certification.assessor_runs_out",
        _("Registration of an assessor"),
        _("The registration of %(name)s ends on %(day)s"),
        _("After that day no result can be recorded. Record the renewal as soon as it is there."),
        "warn",
        "circle-alert",
        _assessors_link,
        example=_("For example: extension applied for; another assessor until then."),
    )
)
RESULTS_DUE = register(
    Kind(
        "programs.results_due",
        _("Results of one person"),
        _("Sign off the results of %(name)s"),
        _("Left %(batch)s early with %(count)s units passed. The statement of units waits for it."),
        "warn",
        "lock",
        _results_link,
        example=_("For example: results signed off."),
    )
)
