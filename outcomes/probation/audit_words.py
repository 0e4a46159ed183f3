"""What the audit and the access log say about sharing with probation officers."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"client_share": _("Sharing with a probation officer")},
    readings={"what a client told": _("What a client told")},
)
