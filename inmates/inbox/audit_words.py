"""What the audit and the access log say about the inbox."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "task": _("Task"),
    },
    verbs={
        "acknowledge": _("acknowledged"),
    },
    records={
        "inboxtask": _("Task"),
    },
)
