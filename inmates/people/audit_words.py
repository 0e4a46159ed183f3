"""What the audit and the access log say about people."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "person": _("Person in custody"),
    },
)
