"""Moments of an agreement to which later subjects react; each registers its reaction."""

from typing import NamedTuple

from core.occasions import Occasion
from outcomes.followup.models.consents import Consent

consent_ends: Occasion[Consent] = Occasion()
"""An agreement ends, and with it everything kept under it. Called in the transaction, while it still names the person:
whatever a later subject keeps about that person under this agreement is deleted now."""

answers_expire: Occasion[Consent] = Occasion()
"""The time of keeping an answer is over. Called in the transaction before anything is deleted: who counts without names
counts now."""

consent_is_answered: Occasion[Consent] = Occasion()
"""Somebody answered yes or no; both complete the question. Called in the transaction of the answer."""


consent_is_narrowed: Occasion[Consent] = Occasion()
"""A living agreement allows less or more than before. Called in the transaction: what is no longer allowed goes."""


class TwoConsents(NamedTuple):
    """Two living answers of one person to one center: `kept` stands, `dropped` is deleted."""

    kept: Consent
    dropped: Consent


consents_become_one: Occasion[TwoConsents] = Occasion()
"""Two records of one person were merged. Called in the transaction before `dropped` is deleted with all that refers to
it: a later subject moves its rows to `kept` if that is a yes."""
