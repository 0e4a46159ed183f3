"""Words for count alarms in the audit and the access log."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    verbs={
        "count_alarm": _("counts differ"),
        "counts_agree": _("counts agree again"),
        "explain_counts": _("counts that differed explained"),
        "look_for": _("looked for people"),
    },
    readings={
        "head counts": _("Head counts"),
    },
)
