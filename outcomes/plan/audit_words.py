"""What the audit and the access log say about training plans."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"training_plan": _("Training plan"), "plan_rates": _("Rates of training plans")},
    verbs={
        "training_plan.propose": _("taken to the meeting"),
        "training_plan.set_budget": _("budget changed"),
        "training_plan.approve": _("approved by an office"),
        "training_plan.correct": _("minutes corrected"),
        "training_plan.send_back": _("sent back by a head"),
        "training_plan.explain": _("difference explained"),
    },
    records={"trainingplan": _("Training plan"), "planrates": _("Rates of training plans")},
    readings={
        "minutes of a training plan": _("Minutes of a training plan"),
        "people behind a wish": _("People behind a wish"),
    },
)
