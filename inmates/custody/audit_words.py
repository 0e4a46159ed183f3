"""What the audit and the access log say about custody."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"remand_paper": _("Paper of remand")},
    verbs={
        "change_housing": _("housing changed"),
        "change_register_number": _("register number changed"),
        "classify": _("classified"),
        "end_keeping_apart": _("keeping apart ended"),
        "end_suspension": _("suspension ended"),
        "keep_apart": _("kept apart from somebody"),
        "set_limiting_date": _("limiting date recorded"),
    },
    readings={
        "papers of remand": _("Papers of remand"),
        "scan of a paper of remand": _("Scan of a paper of remand"),
        "people to be kept apart": _("People to be kept apart"),
    },
)
