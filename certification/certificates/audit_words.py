"""What the audit and the access log say about certificates."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    verbs={
        "approve": _("approved"),
        "attach_receipt": _("signed receipt attached"),
        "issue": _("issued"),
        "prepare": _("prepared"),
        "print": _("copy printed"),
        "reject_revocation": _("revocation rejected"),
        "request_revocation": _("revocation asked for"),
        "supersede": _("replaced"),
    },
    records={
        "certificates": _("Certificates"),
    },
    readings={
        "certificate": _("Certificate"),
        "certificate, copy": _("Certificate, copy"),
        "certificates of people": _("Certificates of people in training"),
        "certificates that end": _("Certificates that end (xlsx)"),
        "credential": _("Digital credential"),
        "preview": _("Preview of a certificate"),
        "receipt of certificates": _("Receipt of certificates"),
        "signed receipt": _("Signed receipt"),
    },
)
