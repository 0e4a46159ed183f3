"""Places as selection has to know them; what a place is, and who gets one, is the matter of `programs.places`."""

from typing import Protocol

from django.db.models import QuerySet


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


_told: list[Places] = []


def told_by(places: Places) -> None:
    """Names, at import, where places are read from now on."""
    _told[:] = [places]


def places() -> Places:
    """The places, in whatever transaction the caller stands."""
    return _told[0]
