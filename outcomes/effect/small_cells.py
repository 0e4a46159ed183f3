"""Hides small counts in a table whose totals are printed, and proves that the totals do not give them back.

A hidden count is 1 to 4, or all or none of a named group under twenty. Others are hidden with it (complementary): for
each hidden cell the rectangle with the smallest added sum and no zero corner, and one more in every line whose hidden
cells are one or sum to under five. The audit then asks, for each small cell, which values the totals allow; a range
under five is refused.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from django.utils.translation import gettext as _

from core.errors import Blocker

SMALL = 5
# A group of this size may say all or none of itself.
LARGE_GROUP = 20
# A table of more groups prints totals alone: what has to be hidden in it is not looked for.
MOST_GROUPS = 200

Cell = tuple[int, int]


class Hidden(StrEnum):
    """Why a cell is not printed."""

    SMALL = "small"
    WITH_IT = "with_it"


@dataclass(frozen=True)
class Protected:
    """A table of counts with what is hidden in it; `totals_only` if so little remains that no inner cell is printed."""

    counts: tuple[tuple[int, ...], ...]
    hidden: dict[Cell, Hidden] = field(default_factory=dict)
    totals_only: bool = False

    def shown(self, row: int, column: int) -> int | None:
        """The count, or None where it is hidden."""
        return None if self.totals_only or (row, column) in self.hidden else self.counts[row][column]

    def reason(self, row: int, column: int) -> Hidden | None:
        """Why the count is hidden."""
        if self.totals_only:
            return self.hidden.get((row, column), Hidden.WITH_IT)
        return self.hidden.get((row, column))


def is_small(count: int, total: int) -> bool:
    """Whether a count of a group of `total` people is hidden by itself."""
    says_all = total < LARGE_GROUP and total > 0 and count in (0, total)
    return 0 < count < SMALL or says_all


def hide_line(counts: Sequence[int], *, of: int | None = None) -> dict[int, Hidden]:
    """What is hidden of counts that sum to a printed total: never one alone, never a sum under five.

    They partition a group of `of` people (their sum, if not given) or a part of it. Zeros of larger groups stay. Where
    nothing else can be hidden everything is.
    """
    people = sum(counts) if of is None else of
    hidden = {place: Hidden.SMALL for place, count in enumerate(counts) if is_small(count, people)}
    while hidden and (len(hidden) == 1 or sum(counts[place] for place in hidden) < SMALL):
        left = [place for place, count in enumerate(counts) if count and place not in hidden]
        if not left:
            return {place: hidden.get(place, Hidden.WITH_IT) for place in range(len(counts))}
        hidden[min(left, key=lambda place: counts[place])] = Hidden.WITH_IT
    return hidden


def protect(counts: Sequence[Sequence[int]]) -> Protected:
    """The table with everything hidden that has to be; rows are groups, columns partition each of them.

    Hiding more never narrows a range, so each small cell is looked at once, and no further as soon as too little is
    left to print.
    """
    table = tuple(tuple(row) for row in counts)
    cells = _cells(table)
    hidden = {cell: Hidden.SMALL for cell in cells if is_small(table[cell[0]][cell[1]], sum(table[cell[0]]))}
    small = list(hidden)
    for more in _to_hide(table, hidden):
        if _is_little_left(cells, hidden):
            break
        hidden.update(dict.fromkeys(more, Hidden.WITH_IT))
    if len(table) > MOST_GROUPS or _is_little_left(cells, hidden):
        return Protected(table, dict.fromkeys(cells, Hidden.WITH_IT) | dict.fromkeys(small, Hidden.SMALL), True)
    return Protected(table, hidden, totals_only=any(_is_narrow(table, hidden, cell) for cell in small))


def _is_little_left(cells: Sequence[Cell], hidden: Collection[Cell]) -> bool:
    return 2 * (len(cells) - len(hidden)) < len(cells)


def _to_hide(table: Sequence[Sequence[int]], hidden: dict[Cell, Hidden]) -> Iterator[set[Cell]]:
    """What must be hidden next, until nothing must; whoever asks adds it to `hidden`. Each turn hides at least one
    more cell, so there are no more turns than cells.
    """
    if len(table) > MOST_GROUPS or not hidden:
        return
    for cell in list(hidden):
        while _is_narrow(table, hidden, cell) and (corners := _cheapest(table, hidden, cell)):
            yield corners
    while more := _thin_lines(table, hidden):
        yield more


def ranges(counts: Sequence[Sequence[int]], hidden: dict[Cell, Hidden]) -> dict[Cell, tuple[int, int]]:
    """For each small cell, the lowest and highest value that row and column totals allow.

    The hidden cells are a network between rows and columns: what one gains, a cycle of others must give.
    """
    return {cell: _range(counts, hidden, cell) for cell, why in hidden.items() if why == Hidden.SMALL}


def blockers(table: Protected) -> list[Blocker]:
    """Why a table must not leave the house: its totals give a small count away."""
    if table.totals_only:
        return []
    if any(high - low < SMALL for low, high in ranges(table.counts, table.hidden).values()):
        return [Blocker("cells_open", _("A hidden count can be computed from the totals. Choose wider groups."))]
    return []


def difference_blockers(part: int, whole: int) -> list[Blocker]:
    """Why figures of `part` of `whole` people must not be shown: one minus the other is a small group."""
    if 0 < part < SMALL or 0 < whole - part < SMALL:
        return [
            Blocker(
                "differs_by_few",
                _("This choice differs from all by fewer than five people, so it would describe them. Choose wider."),
            )
        ]
    return []


def _cells(table: Sequence[Sequence[int]]) -> list[Cell]:
    return [(row, column) for row, line in enumerate(table) for column in range(len(line))]


def _is_narrow(table: Sequence[Sequence[int]], hidden: dict[Cell, Hidden], cell: Cell) -> bool:
    """Whether the totals allow fewer than five values beside the lowest."""
    low, high = _range(table, hidden, cell, most=SMALL)
    return high - low < SMALL


def _cheapest(table: Sequence[Sequence[int]], hidden: dict[Cell, Hidden], cell: Cell) -> set[Cell]:
    row, column = cell
    best: tuple[int, set[Cell]] | None = None
    for other_row, other_column in product(range(len(table)), range(len(table[0]))):
        if other_row == row or other_column == column:
            continue
        corners = {(row, other_column), (other_row, column), (other_row, other_column)}
        added = corners - hidden.keys()
        if not added or any(table[r][c] == 0 for r, c in corners):
            continue
        cost = sum(table[r][c] for r, c in added)
        if best is None or cost < best[0]:
            best = cost, added
    return best[1] if best else set()


def _thin_lines(table: Sequence[Sequence[int]], hidden: dict[Cell, Hidden]) -> set[Cell]:
    """One more cell of the first row or column whose hidden cells are one, or sum to under five."""
    for line in _lines(table):
        within = [count for cell, count in line.items() if cell in hidden]
        left = {cell: count for cell, count in line.items() if count and cell not in hidden}
        if within and left and (len(within) == 1 or sum(within) < SMALL):
            return {min(left, key=left.__getitem__)}
    return set()


def _lines(table: Sequence[Sequence[int]]) -> Iterator[dict[Cell, int]]:
    """The counts of each row, then those of each column, by cell."""
    for row, counts in enumerate(table):
        yield {(row, column): count for column, count in enumerate(counts)}
    for column, counts in enumerate(zip(*table, strict=True)):
        yield {(row, column): count for row, count in enumerate(counts)}


def _range(
    counts: Sequence[Sequence[int]], hidden: dict[Cell, Hidden], cell: Cell, *, most: int | None = None
) -> tuple[int, int]:
    """`cell` may fall by what a cycle can carry from its row to its column, and rise by what one can carry back.

    With `most`, it is not asked whether it may fall or rise by more.
    """
    row, column = cell
    value = counts[row][column]
    start, end = ("row", row), ("column", column)
    down = _carried(_network(counts, hidden, cell), start, end, most=value if most is None else min(value, most))
    # The whole table bounds every cell, so nothing is searched without an end.
    up = _carried(_network(counts, hidden, cell), end, start, most=sum(map(sum, counts)) if most is None else most)
    return value - down, value + up


Node = tuple[str, int]


def _network(counts: Sequence[Sequence[int]], hidden: dict[Cell, Hidden], cell: Cell) -> dict[Node, dict[Node, int]]:
    """Row to column: that cell rises, without limit; column to row: it falls, down to zero."""
    unlimited = sum(map(sum, counts))
    edges: dict[Node, dict[Node, int]] = {}
    for row, column in hidden.keys() - {cell}:
        edges.setdefault(("row", row), {})[("column", column)] = unlimited
        edges.setdefault(("column", column), {})[("row", row)] = counts[row][column]
    return edges


def _carried(edges: dict[Node, dict[Node, int]], start: Node, end: Node, *, most: int) -> int:
    """The maximum flow from start to end (Edmonds and Karp), at most `most`."""
    carried = 0
    while carried < most:
        path = _path(edges, start, end)
        if not path:
            break
        amount = min(most - carried, *(edges[one][two] for one, two in path))
        for one, two in path:
            edges[one][two] -= amount
            edges[two][one] = edges[two].get(one, 0) + amount
        carried += amount
    return carried


def _path(edges: dict[Node, dict[Node, int]], start: Node, end: Node) -> list[tuple[Node, Node]]:
    came: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        node = waiting.popleft()
        for other, room in edges.get(node, {}).items():
            if room > 0 and other not in came:
                came[other] = node
                waiting.append(other)
    if end not in came:
        return []
    path, node = [], end
    while node != start:
        path.append((came[node], node))
        node = came[node]
    return path
