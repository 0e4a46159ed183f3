"""What the audit and the access log say about breaches."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"breach": _("Breach of data")},
    verbs={
        "breach.ask_closing": _("closing asked for"),
        "breach.authority": _("authority told"),
        "breach.ask_giving_up": _("giving up asked for"),
        "breach.give_up": _("people given up"),
        "breach.keep_open": _("closing sent back"),
        "breach.remove": _("affected person taken off the list"),
        "breach.scope": _("affected people added"),
        "breach.step": _("step written down"),
        "breach.tell": _("people told"),
        "breach.tell_again": _("person to be told again"),
        "breach.try_on": _("giving up sent back"),
    },
    records={"breach": _("Breach of data")},
    readings={
        "access log of a breach": _("Access log, for a breach"),
        "letters about a breach": _("Letters about a breach"),
        "report of a breach": _("Report of a breach"),
        "search for a breach": _("Search for the people of a breach"),
    },
)
