"""What the audit and the access log say about units passed elsewhere."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"recognized_unit": _("Unit passed elsewhere")},
    readings={
        "next steps": _("Next steps"),
        "paper of a recognized unit": _("Paper of a unit passed elsewhere"),
    },
)
