"""What the audit and the access log say about the fairness table."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    records={
        "fairness": _("Fairness"),
    },
    readings={
        "fairness as csv": _("Fairness (csv)"),
        "fairness as xlsx": _("Fairness (xlsx)"),
    },
)
