"""What the audit and the access log say about seals."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(
    nouns={
        "holder_paper": _("Skill passport"),
        "root": _("Root of a day"),
        "seal_key": _("Key of seals"),
    },
    verbs={
        "accept_official": _("officially signed file kept"),
        "begin": _("put in use"),
        "compromise": _("noted as no longer trusted"),
        "release_unsealed": _("file kept without a seal"),
        "retire": _("taken out of use"),
        "seal": _("sealed"),
        "stamp": _("stamped by an authority"),
    },
    records={
        "holderpaper": _("Skill passport"),
        "sealkey": _("Key of seals"),
    },
)
