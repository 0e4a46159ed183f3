"""What the audit and the access log say about figures of outcomes."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"outcome_report": _("Report of outcomes"), "cohort_file": _("File for research")},
    verbs={
        "outcome_report.make": _("kept"),
        "cohort_file.ask": _("asked for"),
        "cohort_file.approve": _("approved"),
        "cohort_file.refuse": _("refused"),
    },
    records={"effect": _("Figures of outcomes")},
    readings={
        "cohort file": _("File for research (zip)"),
        "effect as xlsx": _("Figures of outcomes (xlsx)"),
        "effect as csv": _("Figures of outcomes (csv)"),
        "outcome report": _("Report of outcomes"),
        "outcome report as xlsx": _("Report of outcomes (xlsx)"),
    },
)
