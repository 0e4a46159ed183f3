"""Which numbers of a session differ: consecutive counts, the first count and the list, and people out and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from programs.count_alarms.models import CountAlarm
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session

Point = HeadCount.Point
EXPECTED = CountAlarm.EXPECTED
Pair = tuple[str, str]
OVERALL: Pair = (Point.LEFT_BLOCK.value, Point.BACK_IN_BLOCK.value)
ORDER = {EXPECTED: 0, **{point.value: place for place, point in enumerate(Point, 1)}}


@dataclass(frozen=True)
class Difference:
    """Two numbers that should be equal but differ; `newest` is the later count that brought the difference."""

    from_point: str
    before: int
    to_point: str
    after: int
    newest: HeadCount

    @property
    def pair(self) -> Pair:
        return self.from_point, self.to_point

    @property
    def gap(self) -> int:
        """How much larger the later number is."""
        return self.after - self.before


def standing_of(session: Session) -> dict[str, HeadCount]:
    """The current counts by point, each with the count that first had its figure; one query.

    That way, correcting a time does not turn a known difference into a new one.
    """
    found: dict[str, HeadCount] = {}
    for count in session.head_counts.select_related("counted_by").order_by("pk"):
        before = found.get(count.point)
        count.figure = before.figure if before and before.people == count.people else count
        found[count.point] = count
    return found


def differences(standing: Mapping[str, HeadCount]) -> list[Difference]:
    """Where current counts differ from the previous one or from the list, in the order of the day.

    If counts exist in between, people out and people back are compared last.
    """
    points = [point.value for point in Point if point in standing]
    pairs: list[Pair] = [(EXPECTED, points[0]), *pairwise(points)] if points else []
    if OVERALL not in pairs and set(OVERALL) <= set(points):
        pairs.append(OVERALL)
    found = (between(standing, pair) for pair in pairs)
    return [one for one in found if one]


def between(standing: Mapping[str, HeadCount], pair: Pair) -> Difference | None:
    """How the two numbers of a pair differ now; None if they agree or one is missing."""
    from_point, to_point = pair
    one, other = standing.get(from_point), standing.get(to_point)
    if other is None or (one is None and from_point != EXPECTED):
        return None
    before = one.people if one else other.expected
    if before is None or before == other.people:
        return None
    newest = max((count.figure for count in (one, other) if count), key=lambda count: count.pk)
    return Difference(from_point, before, to_point, other.people, newest)


def lies_within(pair: Pair, other: Pair) -> bool:
    """Whether `pair` covers a part of the way that `other` covers."""
    return ORDER[other[0]] <= ORDER[pair[0]] and ORDER[pair[1]] <= ORDER[other[1]]


def missing_points(standing: Iterable[str]) -> list[Point]:
    """The points without a count."""
    known = set(standing)
    return [point for point in Point if point not in known]
