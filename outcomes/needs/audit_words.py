"""What the audit and the access log say about employers and need records."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"employer": _("Employer"), "need_record": _("Need record"), "need_weights": _("Weights of need records")},
    verbs={"employer.contact": _("contact recorded")},
    records={"needrecord": _("Need record"), "needweights": _("Weights of need records")},
    readings={
        "scan of a need record": _("Scan of a need record"),
    },
)
