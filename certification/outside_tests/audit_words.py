"""What the audit and the access log say about competency tests of outside bodies."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "blanks": _("Blanks"),
        "outside_import": _("File of test results"),
        "outside_result": _("Result of a competency test"),
        "outside_test": _("Competency test"),
    },
    verbs={
        "add_candidates": _("candidates added"),
        "remove_candidate": _("candidate taken off"),
        "settle": _("its use recorded"),
    },
    records={
        "blanklot": _("Blanks"),
        "blankserial": _("Blank"),
        "outsidecandidate": _("Candidate of a competency test"),
        "outsideimport": _("File of test results"),
        "outsidetest": _("Competency test"),
    },
    readings={
        "candidate list": _("List of candidates"),
        "candidate list with NIK": _("List of candidates (with NIK)"),
        "outside certificate scan": _("Scan of a competency certificate"),
        "outside result": _("Result of a competency test"),
        "outside test": _("Competency test"),
        "register of blanks": _("Register of blanks"),
    },
)
