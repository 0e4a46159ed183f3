"""What the audit calls acts of whoever runs the site."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={"keys": _("Keys")},
    verbs={
        "keys.print_halves": _("printed in two halves"),
        "keys.begin_exchange": _("exchange begun"),
        "keys.end_exchange": _("exchange ended"),
    },
)
