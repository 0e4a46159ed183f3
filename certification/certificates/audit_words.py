"""What the audit and the access log say about certificates."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "issuedays": _("Days of issue"),
        "issuerun": _("Day of issue"),
    },
    verbs={
        "approve": _("approved"),
        "attach_receipt": _("signed receipt attached"),
        "issue": _("issued"),
        "prepare": _("prepared"),
        "print": _("copy printed"),
        "reject_revocation": _("revocation rejected"),
        "request_revocation": _("revocation asked for"),
        "supersede": _("replaced"),
        "wait": _("kept for the next day of issue"),
    },
    records={
        "certificates": _("Certificates"),
        "issuedays": _("Days of issue"),
        "issuerun": _("Day of issue"),
    },
    readings={
        "certificate": _("Certificate"),
        "certificate, copy": _("Paper, copy"),
        "certificates of people": _("Certificates of people in training"),
        "certificates that end": _("Certificates that end (xlsx)"),
        "credential": _("Digital credential"),
        "preview": _("Preview of a paper"),
        "receipt of certificates": _("Receipt of papers"),
        "signed receipt": _("Signed receipt"),
    },
)
