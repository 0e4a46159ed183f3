"""What the audit and the access log say about certificates from before this site."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "earlier_certificate": _("Certificate from before"),
    },
    verbs={
        "ask_end": _("its end asked for"),
        "earlier_certificate.confirm": _("confirmed"),
        "earlier_certificate.refuse": _("not taken in"),
        "earlier_certificate.take_back": _("taken back"),
        "reject_end": _("stays in force"),
    },
    records={
        "earlier": _("Certificate from before"),
        "earliercertificate": _("Certificate from before"),
    },
    readings={
        "certificate from before": _("Certificate from before"),
        "certificates from before": _("Certificates from before"),
        "certificates to confirm": _("Certificates to confirm"),
        "book of certificates from before": _("Book of certificates from before"),
    },
)
