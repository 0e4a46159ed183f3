"""What the audit and the access log say about sheets of case officers."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    readings={
        "wali sheet": _("Monthly sheet of the case officer"),
    },
)
