"""What the audit says about suspicions."""

from django.utils.translation import gettext_lazy as _

from core import audit_words

audit_words.declare(nouns={"suspicion": _("Suspicion")}, verbs={"suspicion.settle": _("looked into")})
