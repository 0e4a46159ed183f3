"""What the audit and the access log say about profiles."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    verbs={
        "admit": _("admitted"),
        "assign_case_officer": _("case officer assigned"),
        "set_nik": _("NIK recorded"),
        "set_photo": _("photo replaced"),
    },
    readings={
        "history": _("Timeline"),
        "list of people as csv": _("List of people (csv)"),
        "list of people as xlsx": _("List of people (xlsx)"),
        "photo": _("Photo"),
        "profile": _("Profile"),
        "profile after leaving": _("Profile after leaving"),
    },
)
