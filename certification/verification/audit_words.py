"""What the audit and the access log say about signed facts."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "statement_key": _("Key of signed facts"),
    },
    verbs={
        "distrust": _("marked as no longer trusted"),
    },
)
