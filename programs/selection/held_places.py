"""Read access to places for selection; `programs.places` defines them and decides who gets one."""

from typing import Protocol

from django.db.models import QuerySet

from core.ports import Port


class Places(Protocol):
    """All places, past and present: rows with `batch`, `person` and `application`. Read-only."""

    def all(self) -> QuerySet:
        """All places, whatever their state."""

    def live(self) -> QuerySet:
        """Places still in progress, including suspended ones."""

    def holding(self) -> QuerySet:
        """Places that nobody else can get: live or completed."""

    def ended(self) -> QuerySet:
        """Places that were given back."""


known: Port[[], Places] = Port()
"""Gives access to places, in the caller's transaction; registered by exactly one subject."""


def places() -> Places:
    """The places, from the subject that owns them."""
    (found,) = known.ask()
    return found
