"""What the audit and the access log say about files of data subjects."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "subject_request": _("Request of a data subject"),
    },
    verbs={
        "answer": _("answered"),
    },
    records={
        "subjectrequest": _("Request of a data subject"),
    },
    readings={
        "personal data file as json": _("Personal data file (JSON)"),
        "personal data file as pdf": _("Personal data file (PDF)"),
        "search for a personal file": _("Search for a personal file"),
    },
)
