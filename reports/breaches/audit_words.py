"""What the audit and the access log say about breaches."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"breach": _("Breach of data")},
    verbs={
        "breach.ask_closing": _("closing asked for"),
        "breach.authority": _("authority told"),
        "breach.keep_open": _("closing sent back"),
        "breach.scope": _("affected people added"),
        "breach.step": _("step written down"),
        "breach.tell": _("people told"),
    },
    records={"breach": _("Breach of data")},
    readings={
        "access log of a breach": _("Access log, for a breach"),
        "letters about a breach": _("Letters about a breach"),
        "report of a breach": _("Report of a breach"),
        "search for a breach": _("Search for the people of a breach"),
    },
)
