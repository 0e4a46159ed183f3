"""What the audit and the access log say about registrations for public classes."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "registration": _("Registration"),
    },
    verbs={
        "registration.accepted": _("accepted"),
        "registration.correct_person": _("participant corrected"),
        "registration.forget_contact": _("address and telephone deleted"),
        "registration.declined": _("not accepted"),
        "registration.reopen": _("opened again"),
        "registration.take_back": _("taken back"),
        "registration.withdrawn": _("withdrawn"),
    },
    readings={
        "registration": _("Registration"),
    },
)
