"""What the audit and the access log say about agreements."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "agreement": _("Agreement"),
    },
    readings={
        "agreement scan": _("Scan of an agreement"),
    },
)
