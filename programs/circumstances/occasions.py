"""Moments of a change of circumstance to which later areas react; each area registers its reaction."""

from core.occasions import Occasion
from inmates.people.models import Person

person_leaves: Occasion[Person] = Occasion()
"""Somebody has left custody. Called in the transaction of `custody_end.leave`, after all training is closed."""

person_is_back: Occasion[Person] = Occasion()
"""What a departure had closed was restored, after a return or an undone entry. Called in the same transaction."""
