"""How many lessons sessions teach, or did: where one ended early, what was taught until then."""

from collections import defaultdict
from collections.abc import Iterable

from programs.catalog.lesson_hours import whole_lessons_in
from programs.timetable.models.sessions import Session


def minutes_by_unit(sessions: Iterable[Session], minutes_per_jp: int) -> dict[int, int]:
    """Minutes of lessons by unit (key); asks nothing of the batch of each session."""
    found: dict[int, int] = defaultdict(int)
    for session in sessions:
        found[session.unit_id] += session.minutes_at(minutes_per_jp)
    return found


def jp_by_unit(sessions: Iterable[Session], minutes_per_jp: int) -> dict[int, int]:
    """Whole JP by unit (key): what is missing of one has to be taught in a lesson of its own."""
    minutes = minutes_by_unit(sessions, minutes_per_jp)
    return {unit: whole_lessons_in(taught, minutes_per_jp) for unit, taught in minutes.items()}
