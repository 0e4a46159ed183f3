"""What the audit and the access log say about entry rules."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "entry_rules": _("Entry rules"),
        "ranking_scale": _("Weights of the ranking"),
    },
    verbs={
        "put_in_force": _("put in force"),
    },
    records={
        "entryruleset": _("Entry rules"),
        "rankingscale": _("Weights of the ranking"),
    },
    readings={
        "people under entry rules": _("People under the entry rules"),
    },
)
