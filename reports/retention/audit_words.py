"""What the audit and the access log say about retention and destruction."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "destruction": _("Destruction of records"),
        "legal_hold": _("Hold on destruction"),
        "retention_period": _("Retention period"),
    },
    verbs={
        "destruction.confirm": _("confirmed"),
        "destruction.propose": _("proposed"),
        "destruction.reject": _("rejected"),
        "lift": _("lifted"),
        "place": _("placed"),
    },
    records={
        "destruction": _("Destruction of records"),
        "legalhold": _("Hold on destruction"),
        "retentionperiod": _("Retention period"),
    },
    readings={
        "holds on destruction": _("Holds on destruction"),
        "records to be destroyed": _("Records to be destroyed"),
        "minutes of destruction": _("Minutes of destruction"),
        "search for a hold": _("Search for a hold on destruction"),
    },
)
