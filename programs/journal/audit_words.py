"""What the audit and the access log say about the teaching journal."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "journal": _("Teaching journal"),
    },
    verbs={
        "write": _("written"),
    },
    records={
        "journalentry": _("Teaching journal"),
    },
    readings={
        "teaching journal": _("Teaching journal"),
    },
)
