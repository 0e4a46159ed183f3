"""What the audit and the access log say about the register of numbers."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "certificate": _("Certificate"),
        "series": _("Number series"),
    },
    verbs={
        "void": _("number made void"),
    },
    records={
        "numberseries": _("Number series"),
        "register": _("Register of numbers"),
        "seriesnumber": _("Number of a series"),
        "signedreceipt": _("Signed receipt"),
    },
    readings={
        "register": _("Register of numbers"),
        "register of numbers": _("Register of numbers"),
    },
)
