"""Hearings at which everybody invited came, for tests of what is decided there."""

from programs.selection import board_presence, tpp_hearings
from programs.selection.models import Hearing


def sitting(**said) -> Hearing:
    """An open hearing (fields as `tpp_hearings.open_hearing` takes them) with its quorum."""
    hearing = tpp_hearings.open_hearing(**said)
    return board_presence.all_came(hearing, by=hearing.chair)
