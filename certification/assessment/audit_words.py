"""What the audit and the access log say about the assessment."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "assessor": _("Registration of assessors"),
        "evidence": _("Evidence of a result"),
        "minutes": _("Minutes of results"),
        "practice": _("Practice marks"),
        "result": _("Unit result"),
        "result_appeal": _("Appeal against a unit result"),
    },
    verbs={
        "ask_correction": _("correction asked for"),
        "result_appeal.ask_end": _("end asked for"),
        "result_appeal.end": _("ended without a new attempt"),
        "result_appeal.reject_end": _("end not confirmed"),
        "assess": _("assessed again"),
        "file": _("appeal filed"),
        "reject_correction": _("correction not approved"),
        "sign_off": _("results signed off"),
        "supplement": _("supplemented"),
    },
    records={
        "addendum": _("Supplement to minutes"),
        "assessorregistration": _("Registration of assessors"),
        "resultappeal": _("Appeal against a unit result"),
        "resultcorrection": _("Correction of a unit result"),
        "unitresult": _("Unit result"),
    },
    readings={
        "evidence of a result": _("Evidence of a result"),
        "minutes of the results": _("Minutes of the results"),
        "practice marks": _("Practice marks"),
        "results": _("Unit results"),
        "supplement to minutes": _("Supplement to minutes"),
    },
)
