"""What the audit and the access log say about figures of outcomes."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"outcome_report": _("Report of outcomes")},
    verbs={"outcome_report.make": _("kept")},
    records={"effect": _("Figures of outcomes")},
    readings={
        "effect as xlsx": _("Figures of outcomes (xlsx)"),
        "effect as csv": _("Figures of outcomes (csv)"),
        "outcome report": _("Report of outcomes"),
        "outcome report as xlsx": _("Report of outcomes (xlsx)"),
    },
)
