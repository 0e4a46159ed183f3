"""What the audit and the access log say about movement lists."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    readings={
        "destination list": _("List by destination"),
        "movement list": _("Movement list"),
        "unlock list": _("Unlock list"),
    },
)
