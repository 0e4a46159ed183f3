"""What the audit and the access log say about merged records."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    verbs={
        "merge": _("records merged"),
        "merged_into": _("merged into another record"),
    },
    readings={
        "choice of the second record": _("Choice of the second record"),
        "merge of two records": _("Merge of two records"),
        "records that look alike": _("Records that look alike"),
    },
)
