"""The lesson hour, JP (jam pelatihan): in it programs are sized, sessions planned and attendance credited.

How many minutes one has is a fact of each version of a program (`minutes_per_jp`): 45 as a rule, 40 or 60 at some
centers. Breaks are no part of it. Minutes are what is stored and added up; JP are what people read.
"""

from typing import TypeVar

from django.db.models.expressions import Combinable

USUAL_MINUTES = 45
FEWEST_MINUTES, MOST_MINUTES = 30, 90

# Numbers, or columns of a query.
Count = TypeVar("Count", int, Combinable)


def lesson_minutes(jp: Count, minutes_per_jp: Count) -> Count:
    """Minutes that `jp` lessons take."""
    return jp * minutes_per_jp


def lessons_in(minutes: int, minutes_per_jp: int) -> float:
    """JP within so many minutes, to one decimal, rounded down: nobody is credited with what was not taught."""
    return minutes * 10 // minutes_per_jp / 10


def whole_lessons_in(minutes: int, minutes_per_jp: int) -> int:
    """Whole JP within so many minutes."""
    return minutes // minutes_per_jp


def whole_lessons_for(minutes: int, minutes_per_jp: int) -> int:
    """The fewest whole JP that make up so many minutes."""
    return -(-minutes // minutes_per_jp)
