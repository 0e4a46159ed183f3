"""Places as selection has to know them; what a place is, and who gets one, is the matter of `programs.places`."""

from typing import Protocol

from django.db.models import QuerySet

from core.ports import Port


class Places(Protocol):
    """Every place there is or was: rows with `batch`, `person` and `application`. They are only read."""

    def all(self) -> QuerySet:
        """All of them, however they stand."""

    def live(self) -> QuerySet:
        """Those that go on, suspended ones too."""

    def holding(self) -> QuerySet:
        """Those that are free for nobody else: live, or carried to their end."""

    def ended(self) -> QuerySet:
        """Those that were given back."""


known: Port[[], Places] = Port()
"""Where places are read, in whatever transaction the caller stands; one subject alone has them."""


def places() -> Places:
    """The places, as the subject that has them gives them."""
    (found,) = known.ask()
    return found
