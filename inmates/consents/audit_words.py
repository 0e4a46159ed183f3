"""What the audit and the access log say about texts of agreements."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "consent_text": _("Text of an agreement"),
        "guardian_consent": _("Consent of parent or guardian"),
    },
    verbs={
        "consent_text.confirm": _("confirmed"),
        "consent_text.propose": _("proposed"),
        "consent_text.reject": _("rejected"),
        "guardian_consent.lapse": _("not renewed at 18, ended"),
        "guardian_consent.outgrow": _("outgrown at 18"),
        "guardian_consent.renew": _("renewed at 18 by the person"),
    },
    records={
        "consenttext": _("Text of an agreement"),
        "guardianconsent": _("Consent of parent or guardian"),
    },
    readings={"consent of a guardian": _("Consent of parent or guardian")},
)
