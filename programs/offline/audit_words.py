"""What the audit and the access log say about offline rolls."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "mark_operation": _("Mark from a device"),
        "offline_pack": _("Offline roll"),
    },
    verbs={
        "resolve": _("decided"),
    },
    records={
        "offlinepack": _("Offline roll"),
    },
    readings={
        "offline roll": _("Offline roll"),
    },
)
