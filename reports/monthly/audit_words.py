"""What the audit and the access log say about monthly reports."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"month_report": _("Monthly report")},
    verbs={"month_report.approve": _("approved")},
    readings={
        "month report": _("Monthly report"),
        "month report as xlsx": _("Monthly report (xlsx)"),
        "rows of a month report": _("Rows behind a monthly report"),
    },
)
