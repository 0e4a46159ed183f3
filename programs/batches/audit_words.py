"""What the audit and the access log say about batches."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "batch": _("Batch"),
    },
)
