"""What the audit and the access log say about head counts."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    verbs={
        "count": _("counts recorded"),
    },
)
