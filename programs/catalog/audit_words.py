"""What the audit and the access log say about the catalog of programs."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "competency_unit": _("Competency units"),
        "program": _("Program"),
        "program_version": _("Program version"),
    },
    verbs={
        "load": _("loaded"),
        "rename": _("renamed"),
    },
    records={
        "programversion": _("Program version"),
    },
)
