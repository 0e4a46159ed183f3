"""What the audit and the access log say about places."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "enrollment": _("Enrollment"),
    },
    verbs={
        "complete": _("completed"),
        "resume": _("resumed"),
    },
    records={
        "enrollmentsuspension": _("Suspension"),
        "placeunit": _("Unit taken"),
    },
)
