"""Inbox tasks opened by assessment. They say nothing about custody; all but the end of an appeal go to the center."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification.assessment.models.contests import ResultAppeal
from inmates.inbox.inbox_tasks import Kind, profile_link, register
from inmates.inbox.models import InboxTask


def _unit_link(task: InboxTask) -> str:
    return reverse("certification:unit_detail", args=[task.values["place"], task.values["position"]])


def _still_granted(task: InboxTask) -> str:
    """Why the task stays open: only the new attempt settles it. Empty once it is recorded."""
    place, _dash, unit = task.matter.partition("-")
    waiting = ResultAppeal.objects.waiting_for_attempt()
    if waiting.filter(result__enrollment=int(place), result__unit=int(unit)).exists():
        text = _(
            "Nobody has assessed again yet. Record the new attempt, or have two people end the appeal; this task closes"
            " by itself then."
        )
        return str(text)
    return ""


def _end_still_asked(task: InboxTask) -> str:
    """Why the task stays open: a decision settles it."""
    place, _dash, unit = task.matter.partition("-")
    asked = ResultAppeal.objects.waiting_for_attempt().exclude(end_asked_at=None)
    if asked.filter(result__enrollment=int(place), result__unit=int(unit)).exists():
        return str(_("The end waits for a second person. Confirm it or not; this task closes by itself then."))
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
APPEAL_END_ASKED = register(
    Kind(
        "certification.appeal_end",
        _("End of an appeal"),
        _("The granted appeal of %(name)s is to be ended"),
        _("%(batch)s, unit %(unit)s. Nobody can assess again, it says; a second person confirms it or not."),
        "warn",
        "gavel",
        _unit_link,
        stays_open=_end_still_asked,
    )
)
APPEAL_ENDED = register(
    Kind(
        "certification.appeal_ended",
        _("Appeal ended without a new attempt"),
        _("The appeal of %(name)s was granted, but nobody can assess again"),
        _("%(batch)s, unit %(unit)s. Why: %(reason)s. Tell the person; the result stays as it was."),
        "warn",
        "gavel",
        profile_link,
        example=_("For example: told on Tuesday; asks for a place in the next class."),
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
