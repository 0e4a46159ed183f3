"""What the audit and the access log say about closing reports."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"closing_report": _("Closing report")},
    verbs={"closing_report.approve": _("approved by an office")},
    readings={
        "closing report": _("Closing report"),
        "closing report as xlsx": _("Closing report (xlsx)"),
        "rows of a closing report": _("Rows behind a closing report"),
    },
)
