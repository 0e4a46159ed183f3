"""The same cohort by program, batch, level, fund, sex, age, facility or half-year, with small cells hidden.

Groups of fewer than five people are put together; a table of which too little remains prints the totals of its groups.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Blocker
from outcomes.effect.cohort import UNKNOWN, WORKING, Life, Wave, mature
from outcomes.effect.shown_shares import Shown, share_shown
from outcomes.effect.small_cells import SMALL, Protected, blockers, difference_blockers, protect
from outcomes.effect.wilson import Share

DIMENSIONS: dict[str, str | Promise] = {
    "program": gettext_lazy("Program"),
    "batch": gettext_lazy("Batch"),
    "level": gettext_lazy("Level"),
    "fund": gettext_lazy("Fund"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "half": gettext_lazy("Half-year"),
    "facility": gettext_lazy("Detention center"),
}
OTHERS = "-"


@dataclass(frozen=True)
class Group:
    """People who share a value; `key` is stable, `label` is shown."""

    key: str
    label: str
    lives: tuple[Life, ...]


def groups_of(lives: Sequence[Life], dimension: str) -> list[Group]:
    """The groups in the order of their keys, small ones put together; one group alone if nothing else is possible."""
    found: dict[tuple[str, str], list[Life]] = {}
    for life in lives:
        found.setdefault(life.traits[dimension], []).append(life)
    groups = [Group(key, label, tuple(members)) for (key, label), members in sorted(found.items())]
    return _wide_enough(groups)


def _wide_enough(groups: list[Group]) -> list[Group]:
    by_size = sorted(groups, key=lambda group: len(group.lives))
    merged: list[Group] = []
    # Two groups at least are put together, or the rest of all would tell the size of the small one.
    while by_size and (len(by_size[0].lives) < SMALL or 0 < _people(merged) < SMALL or len(merged) == 1):
        merged.append(by_size.pop(0))
    kept = [group for group in groups if group not in merged]
    if not merged:
        return kept
    return [*kept, Group(OTHERS, _("Others"), tuple(life for group in merged for life in group.lives))]


def _people(groups: list[Group]) -> int:
    return sum(len(group.lives) for group in groups)


def tables_shown(lives: Sequence[Life], dimensions: Iterable[str], wave: Wave, day: date) -> list[dict[str, Any]]:
    """The tables in their order. One whose groups lie within groups of a table before prints totals alone where a
    hidden count of either could be taken from the other.
    """
    tables: list[dict[str, Any]] = []
    printed: list[GroupTable] = []
    for dimension in dimensions:
        table = GroupTable.of(lives, dimension, wave, day)
        if any(table.tells(other) for other in printed):
            table = table.with_totals_only()
        else:
            printed.append(table)
        tables.append(table.shown(dimension))
    return tables


def table_shown(lives: Sequence[Life], dimension: str, wave: Wave, day: date) -> dict[str, Any]:
    """One row a group: people admitted, who finished, who has the certificate, who works at `wave`."""
    return GroupTable.of(lives, dimension, wave, day).shown(dimension)


@dataclass(frozen=True)
class GroupTable:
    """The groups of one feature with what is hidden of their work and of their training."""

    groups: list[Group]
    work: Protected
    training: Protected

    @classmethod
    def of(cls, lives: Sequence[Life], dimension: str, wave: Wave, day: date) -> "GroupTable":
        """The table of those who are due."""
        groups = groups_of(mature(lives, wave, day), dimension)
        work = protect([_work(group.lives, wave, day) for group in groups])
        table = cls(groups, work, protect([_training(group.lives) for group in groups]))
        # One group is everybody, of whom the page hides what its own parts would tell.
        return table.with_totals_only() if len(groups) == 1 else table

    def with_totals_only(self) -> "GroupTable":
        """The same with no inner cell."""
        work, training = (replace(one, totals_only=True) for one in (self.work, self.training))
        return GroupTable(self.groups, work, training)

    def tells(self, other: "GroupTable") -> bool:
        """Whether groups of both are the same people, so that their counts sum to the same, and a count is hidden."""
        return any(self.hides(mine) or other.hides(others) for mine, others in _same_people(self.groups, other.groups))

    def hides(self, places: set[int]) -> bool:
        """Whether a count of one of these rows is hidden."""
        return any(row in places for one in (self.work, self.training) for row, _column in one.hidden)

    def shown(self, dimension: str) -> dict[str, Any]:
        """The rows as they may be read."""
        return _table(dimension, self.groups, self.work, self.training)


def _same_people(groups: list[Group], others: list[Group]) -> list[tuple[set[int], set[int]]]:
    """The smallest sets of groups of both sides that hold the same people; none if only all of them do."""
    place_of = {id(life): place for place, group in enumerate(others) for life in group.lives}
    parts: list[tuple[set[int], set[int]]] = []
    for place, group in enumerate(groups):
        mine, theirs = {place}, {place_of[id(life)] for life in group.lives}
        for part in [part for part in parts if part[1] & theirs]:
            parts.remove(part)
            mine, theirs = mine | part[0], theirs | part[1]
        parts.append((mine, theirs))
    return parts if len(parts) > 1 else []


def _table(dimension: str, groups: list[Group], work: Protected, training: Protected) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "rows": [_row(group, place, work, training) for place, group in enumerate(groups)],
        "totals_only": work.totals_only,
        "is_everybody": len(groups) == 1,
        "has_hidden": bool(work.hidden or training.hidden),
    }


def table_blockers(lives: Sequence[Life], dimension: str, wave: Wave, day: date) -> list[Blocker]:
    """Why the table must not leave the house: the audit of what its totals allow."""
    groups = groups_of(mature(lives, wave, day), dimension)
    work = protect([_work(group.lives, wave, day) for group in groups])
    return [*blockers(work), *blockers(protect([_training(group.lives) for group in groups]))]


def _work(lives: Sequence[Life], wave: Wave, day: date) -> list[int]:
    standings = [life.standing_at(wave, day) for life in lives]
    working = sum(standing in WORKING for standing in standings)
    unknown = sum(standing in UNKNOWN for standing in standings)
    return [working, len(lives) - working - unknown, unknown]


def _training(lives: Sequence[Life]) -> list[int]:
    in_hand = sum(life.is_in_hand for life in lives)
    finished = sum(life.has_finished or life.is_in_hand for life in lives)
    return [in_hand, finished - in_hand, len(lives) - finished]


def _row(group: Group, place: int, work: Protected, training: Protected) -> Shown:
    n, (working, _not, unknown) = len(group.lives), work.counts[place]
    total = sum(map(sum, work.counts))
    is_whole = not any(work.reason(place, column) for column in range(3))
    in_hand, unfinished = training.shown(place, 0), training.shown(place, 2)
    return {
        "key": group.key,
        "label": group.label,
        "n": n,
        "finished": None if unfinished is None else n - unfinished,
        "in_hand": in_hand,
        "working": share_shown(Share(working, n), work.reason(place, 0)),
        "unknown": share_shown(Share(unknown, n), work.reason(place, 2)),
        # Whether the group may have figures of its own: beside the others nothing of its row is hidden.
        "is_open": is_whole and not difference_blockers(n, total),
    }


def group_hidden() -> list[Blocker]:
    """That a chosen group has no figures of its own."""
    return [Blocker("group_hidden", _("This group is too small to be shown by itself. All are shown instead."))]
