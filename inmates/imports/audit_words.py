"""What the audit and the access log say about imports."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "import": _("Import"),
        "list_import": _("Import of a list"),
    },
    verbs={
        "choose": _("rows chosen"),
        "undo": _("undone"),
    },
    records={
        "listimport": _("Import of a list"),
        "spreadsheetimport": _("Import"),
    },
    readings={
        "rejected rows as xlsx": _("Rejected rows of an import (xlsx)"),
        "rejected rows of a list": _("Rejected rows of a list (xlsx)"),
    },
)
