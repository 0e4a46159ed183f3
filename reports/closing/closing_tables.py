"""What became of people by sex and by age, as a report may print it: small groups put together, small cells hidden.

Each person stands in one column: applied without a place, left early, finished, or finished with all core units.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from outcomes.effect.group_tables import OTHERS
from outcomes.effect.small_cells import SMALL, protect
from programs.places.models import Enrollment
from reports.closing.closing_rows import COMPETENT, ClosingRows
from reports.kept.rows import Row

TRAITS = ("sex", "age")
COLUMNS = ("no_place", "left", "stayed", "competent")


def tables_of(rows: ClosingRows) -> dict[str, list[Row]]:
    """The lines of each table: key of the group, and the number in each column (None: hidden), without empty columns.

    Empty where the batch is too small to tell groups apart.
    """
    return {trait: _lines(rows, trait) for trait in TRAITS}


def _lines(rows: ClosingRows, trait: str) -> list[Row]:
    counts = Counter(_standings(rows, trait))
    sizes: Counter[str] = Counter()
    for (group, _column), count in counts.items():
        sizes[group] += count
    merged = _too_small(sizes)
    groups = [group for group in sorted(sizes) if group not in merged]
    members = {group: [group] for group in groups} | ({OTHERS: sorted(merged)} if merged else {})
    if len(members) < 2:
        return []
    columns = [column for column in COLUMNS if any(counts[group, column] for group in sizes)]
    table = [[sum(counts[one, column] for one in ones) for column in columns] for ones in members.values()]
    shown = protect(table)
    return [
        {"group": group, **{column: shown.shown(line, place) for place, column in enumerate(columns)}}
        for line, group in enumerate(members)
    ]


def _standings(rows: ClosingRows, trait: str) -> Iterator[tuple[str, str]]:
    """The group and the column of each person who applied or had a place."""
    placed = {row["person"] for row in rows.places}
    for row in rows.places:
        yield row[trait], _column(row)
    without = {row["person"]: row[trait] for row in rows.applications if row["person"] not in placed}
    for group in without.values():
        yield group, "no_place"


def _column(place: Row) -> str:
    if place["state"] == Enrollment.State.ENDED:
        return "left"
    return "competent" if place["standing"] == COMPETENT else "stayed"


def _too_small(sizes: Mapping[str, int]) -> set[str]:
    """The groups to be put together: two at least, or the rest of all would tell the size of the small one."""
    merged: set[str] = set()
    people = 0
    for group, size in sorted(sizes.items(), key=lambda one: (one[1], one[0])):
        if size >= SMALL and not 0 < people < SMALL and len(merged) != 1:
            break
        merged.add(group)
        people += size
    return merged
