"""Tools and capital that the center gave somebody: what is asked about each of them, and who keeps the answer."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from core.occasions import Occasion
from core.ports import Port
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import Outcome

MOST_ASKED = 3


class Received(NamedTuple):
    """One thing that was received, by the key under which the answer is kept."""

    key: UUID
    label: str


class UseTold(NamedTuple):
    """What somebody told of each thing (codes of `ToolUse`), with the answer in which it was told."""

    outcome: Outcome
    uses: Mapping[UUID, str]


tools_received: Port[[Consent], list[Received]] = Port()
"""What the person received from the center of the agreement. Asked for each form that asks about it and when it is
kept."""

use_is_told: Occasion[UseTold] = Occasion()
"""Somebody told, or staff saw, what became of these things. Called in the transaction of the answer."""


def received_of(consent: Consent) -> list[Received]:
    """At most three things, which is what a call can ask about."""
    return [one for given in tools_received.ask(consent) for one in given][:MOST_ASKED]
