"""Moments of a change of circumstance at which areas above have something to do too: each registers it."""

from core.occasions import Occasion
from inmates.people.models import Person

person_leaves: Occasion[Person] = Occasion()
"""Somebody has left custody: called in the transaction of `custody_end.leave`, once all of training is closed."""

person_is_back: Occasion[Person] = Occasion()
"""What a departure closed has been put back, after a return or because the entry was wrong; in the same transaction."""
