"""The lesson hour, JP (jam pelatihan): the unit for program size, session planning and attendance credit.

The minutes per JP are set by each program version (`minutes_per_jp`): usually 45, but 40 or 60 at some centers. Breaks
do not count. Minutes are stored and summed; JP are shown.
"""

from typing import TypeVar

from django.db.models.expressions import Combinable

# Minutes per JP.
USUAL_MINUTES_PER_JP = 45
FEWEST_MINUTES_PER_JP, MOST_MINUTES_PER_JP = 30, 90
# JP are shown in tenths.
_PARTS_OF_A_JP = 10

# Plain numbers or query expressions.
Count = TypeVar("Count", int, Combinable)


def lesson_minutes(jp: Count, minutes_per_jp: Count) -> Count:
    """Minutes that `jp` lessons take."""
    return jp * minutes_per_jp


def lessons_in(minutes: int, minutes_per_jp: int) -> float:
    """JP in this many minutes, rounded down to one decimal, so that nobody is credited with untaught time."""
    return minutes * _PARTS_OF_A_JP // minutes_per_jp / _PARTS_OF_A_JP


def written_jp(minutes: int, minutes_per_jp: int) -> float:
    """As `lessons_in`, for pages and papers that count lessons held: whole ones stand without a decimal."""
    jp = lessons_in(minutes, minutes_per_jp)
    return int(jp) if jp == int(jp) else jp


def whole_lessons_in(minutes: int, minutes_per_jp: int) -> int:
    """Whole JP in this many minutes, rounded down."""
    return minutes // minutes_per_jp


def whole_lessons_for(minutes: int, minutes_per_jp: int) -> int:
    """Smallest number of whole JP that covers this many minutes."""
    return -(-minutes // minutes_per_jp)
