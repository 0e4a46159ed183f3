"""What the audit and the access log say about the life of a batch."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    verbs={
        "assign_staff": _("staff assigned"),
        "batch.move": _("moved to the next stage"),
        "override_agreement": _("exception from the agreement"),
    },
)
