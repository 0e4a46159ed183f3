"""What the audit and the access log say about intake interviews."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "interview": _("Intake interview"),
        "training_goal": _("Goal of the training plan"),
    },
    records={
        "traininggoal": _("Goal of the training plan"),
    },
    readings={
        "form of the intake interview": _("Form of the intake interview"),
    },
)
