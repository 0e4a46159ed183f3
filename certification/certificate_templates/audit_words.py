"""What the audit and the access log say about certificate templates."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "template": _("Certificate template"),
    },
    verbs={
        "adopt": _("put to use"),
    },
)
