"""What the audit and the access log say about yearly reports."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"year_report": _("Yearly report")},
    verbs={"year_report.approve": _("approved")},
    readings={
        "year report": _("Yearly report"),
        "year report as xlsx": _("Yearly report (xlsx)"),
        "register of a year report": _("Register of a yearly report"),
    },
)
