"""What a stranger knows: the exported register, all certificates that were shown, and the codes on them.

The file opens with codes alone, so a stranger can count only what was shown: every `SHOWN`th certificate of the year.
With that, each certificate of the year is judged.
"""

import json
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from certification.register.models import Certificate
from certification.verification import register_export, sealed_records
from tests.certification.hidden_classes.guessing import Row

SHOWN = 10
FEATURES = (
    "place in the series",
    "day of issue in the year",
    "day of the month",
    "program",
    "hours",
    "known of the day",
    "known of the program on the day",
    "share of the program on the day",
    "distance to the next known number",
    "distance to the next known of the program",
    "day of the number is also its neighbor's",
    "program is also its neighbor's",
    "years since the training",
    "place in the list",
    "distance in the list to the number before",
    "place in the export",
    "distance in the export to the number before",
    "length of the sealed record",
    "length of the record",
    "number of files",
    "facts",
    "out of force",
    "last day",
)


# Where a class stands in the year and what it teaches have nothing to do with its kind here; a learner would only learn
# by heart which kind chance put where. Each is tried by itself.
BY_HEART = {
    "place in the series",
    "day of issue in the year",
    "day of the month",
    "program",
    "hours",
    "place in the list",
    "place in the export",
}


@dataclass(frozen=True)
class One:
    """A certificate as it is shown, and the truth about it, for the judge alone."""

    record: dict[str, Any]
    number: int
    index: int
    export: int
    sealed: int
    batch: int
    kind: int


class Seen:
    """Everything public of one year, in the order of numbers."""

    def __init__(self, path: Path, *, seed: int = 1, shown: int = SHOWN) -> None:
        register_export.export(path)
        with closing(sqlite3.connect(path)) as file:
            # In the order of the file, as it lies there.
            lies = {place: (at, content) for at, (place, content) in enumerate(file.execute("SELECT * FROM record"))}
        rows = Certificate.objects.issued().values_list(
            "code", "number__series__year", "number__number", "status_index", "batch", "batch__facility"
        )
        found = []
        for code, year, place, index, batch, facility in rows:
            # Each year begins with one again.
            number = (year - 2026) * 100_000 + place
            at, content = lies[sealed_records.place_of(code)]
            record = sealed_records.opened(code, content)
            found.append(One(record, number, index, at, len(content), batch, int(facility is not None)))
        self.all = sorted(found, key=lambda one: one.number)
        self.known = sorted(Random(seed).sample(self.all, len(self.all) // shown), key=lambda one: one.number)

    def rows(self) -> list[Row]:
        """The features of every certificate of the year."""
        counts = _Counts(self.known)
        programs = sorted({one.record["program"] for one in self.all})
        found = []
        for one in self.all:
            record, before, near = one.record, counts.before(one), counts.nearest(one)
            issued = date.fromisoformat(record["issued_on"])
            of_day, of_both = counts.of_day[record["issued_on"]], counts.of_both[_both(record)]
            years = [int(fact["value"]) for fact in record["facts"] if fact["value"].isdecimal()]
            known = [
                one.number,
                issued.timetuple().tm_yday + 366 * (issued.year - 2026),
                issued.day,
                programs.index(record["program"]),
                int(record["total_hours"]),
                of_day,
                of_both,
                of_both / max(1, of_day),
                abs(near.number - one.number),
                counts.distance(one),
                near.record["issued_on"] == record["issued_on"],
                near.record["program"] == record["program"],
                issued.year - years[0] if years else -1,
                one.index,
                abs(one.index - before.index),
                one.export,
                abs(one.export - before.export),
                one.sealed,
                len(json.dumps(record)) - len(record["name"]),
                len(record["digests"]),
                len(record["facts"]),
                record["state"] != "issued",
                len(record["valid_until"]),
            ]
            found.append(Row(one.batch, one.kind, [float(value) for value in known]))
        return found


def _both(record: dict[str, Any]) -> tuple[str, str]:
    return record["program"], record["issued_on"]


class _Counts:
    """What those that were shown tell together."""

    def __init__(self, known: Sequence[One]) -> None:
        self.known, self.numbers = known, [one.number for one in known]
        self.of_day = Counter(one.record["issued_on"] for one in known)
        self.of_both = Counter(_both(one.record) for one in known)
        self._of_program: dict[str, list[int]] = {}
        for one in known:
            self._of_program.setdefault(one.record["program"], []).append(one.number)

    def before(self, one: One) -> One:
        return self.known[max(0, bisect_left(self.numbers, one.number) - 1)]

    def nearest(self, one: One) -> One:
        at = bisect_left(self.numbers, one.number)
        around = [self.known[place] for place in (at - 1, at, at + 1) if 0 <= place < len(self.known)]
        others = [other for other in around if other.number != one.number]
        return min(others, key=lambda other: abs(other.number - one.number))

    def distance(self, one: One) -> int:
        numbers = self._of_program.get(one.record["program"], [])
        return min((abs(number - one.number) for number in numbers if number != one.number), default=9999)


def precision_of_neighbors(kinds: Sequence[int], order: Iterable[int], *, nearest: int = 10) -> float:
    """Of the certificates nearest to one known to be from custody, the share that are too, its own class included."""
    places = list(order)
    hits = asked = 0
    for place, at in enumerate(places):
        if kinds[at]:
            first, last = max(0, place - nearest // 2), min(len(places), place + nearest // 2 + 1)
            around = [places[one] for one in range(first, last) if one != place]
            hits += sum(kinds[one] for one in around)
            asked += len(around)
    return hits / asked
