"""Moments of selection to which later subjects react, within the same transaction."""

from core.occasions import Occasion
from programs.selection.models import Application

promise_ends: Occasion[Application] = Occasion()
"""Somebody has lost an admission or an offer without getting a place; passes the application as now stored."""
