"""Moments of selection to which later subjects react, within the same transaction."""

from collections.abc import Sequence

from core.occasions import Occasion
from programs.selection.models import Application

promise_ends: Occasion[Sequence[Application]] = Occasion()
"""People have lost an admission or an offer without getting a place; passes the applications of one batch, at least
one, as now stored.
"""
