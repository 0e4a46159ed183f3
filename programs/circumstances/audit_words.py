"""Descriptions of changes of circumstance in the audit log and the access log."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "training": _("Training"),
    },
    verbs={
        "bring_back": _("returned"),
        "leave": _("left custody"),
        "move_keeping_apart": _("keeping apart taken over by another facility"),
        "put_back": _("put back"),
        "reinstate": _("put back"),
        "take_out": _("taken out"),
        "withdraw_entry": _("entry withdrawn"),
    },
    readings={
        "arrival": _("Arrival"),
        "changes of circumstance": _("Changes of circumstance"),
        "search for a person who arrives": _("Search for a person who arrives"),
    },
)
