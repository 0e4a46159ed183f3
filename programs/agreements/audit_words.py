"""What the audit and the access log say about agreements."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "agreement": _("Agreement"),
        "agreement_meeting": _("Meeting under an agreement"),
    },
    verbs={
        "attach_photo": _("photo attached"),
    },
    readings={
        "minutes of a meeting": _("Minutes of a meeting"),
        "signed minutes of a meeting": _("Signed minutes of a meeting"),
        "agreement scan": _("Scan of an agreement"),
    },
)
