"""Moments of selection at which later subjects do something too, in the transaction of the act."""

from core.occasions import Occasion
from programs.selection.models import Application

promise_ends: Occasion[Application] = Occasion()
"""Somebody who was admitted or offered a place is no longer, and has none; the application as it is stored now."""
