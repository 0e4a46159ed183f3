"""What the audit and the access log say about tools and capital."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"aid": _("Tools or capital")},
    verbs={"aid.cancel": _("taken back")},
    records={"facilityaid": _("Tools or capital"), "centeraid": _("Tools or capital")},
    readings={
        "tools and capital": _("Tools and capital given"),
        "list of tools and capital": _("List of tools and capital given"),
        "receipt of tools or capital": _("Receipt of tools or capital"),
        "signed receipt of tools or capital": _("Signed receipt of tools or capital"),
    },
)
