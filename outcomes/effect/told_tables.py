"""Tables by groups of two nights, reports or times: nothing of a group is told that differs by a few from before.

Rows of a table add up to all. So where one row differs by a few, or is told now and was not before or the other way
round, no row is told. The same of groups by themselves, and of the rest, which is all without them. Of a group that
was everybody the page told what its row did not.
"""

from itertools import product

from outcomes.effect.compared_counts import Known, counts_in, differs, is_few, rests_of
from outcomes.effect.funnel import Step
from outcomes.effect.group_tables import OTHERS
from outcomes.effect.shown_shares import Shown

# Columns that do not depend on the time of follow-up.
TRAINING = ("finished", "in_hand", "without", "unfinished")
# What a row tells of its group, and where the page tells it of all; the sizes of shares are that of the group.
OF_ALL = {
    "n": "/page/n",
    "working/n": "/page/n",
    "unknown/n": "/page/n",
    "working/x": "/page/standings/working/x",
    "unknown/x": "/page/standings/unknown/x",
    "rest": "/page/standings/not_working/x",
    "finished": f"/page/funnel/{Step.FINISHED}/x",
    "in_hand": "/page/in_hand/x",
}
STEPS = frozenset(f"/funnel/{step}/x" for step in (Step.FINISHED, Step.COMPETENT, Step.CERTIFIED, Step.IN_HAND))


def with_the_same_cells(figures: Shown, known: Known) -> Shown:
    """The figures of another night, without tables in which other cells are told than before."""
    if not figures:
        return figures
    tables = figures.get("tables", ())
    changed = {one["dimension"] for one in tables if _are_other_cells(one, known)}
    return _without(figures, changed, [one for one in tables if one["dimension"] not in changed])


def without_few_in_groups(figures: Shown, known: Known) -> Shown:
    """The figures of another time: no group by itself, and no training in the table, where one differs by a few."""
    tables, closed = [], set()
    rests = dict(rests_of(figures))
    for table in figures.get("tables", ()):
        name = table["dimension"]
        if _is_open(table, known, ("n",)):
            closed.add(name)
        elif _is_open(table, known, TRAINING) or _is_rest_few(f"/tables/{name}/rest/in_hand", rests, known):
            closed.add(name)
            rows = [{**row, "finished": None, "in_hand": None} for row in table["rows"]]
            tables.append({**table, "rows": rows, "has_hidden": True})
        else:
            tables.append(table)
    for group in figures.get("groups", ()):
        if _tells_few(group, rests, known):
            closed.add(_dimension(group))
    return _without(figures, closed, tables)


def _without(figures: Shown, closed: set[str], tables: list[Shown]) -> Shown:
    groups = [one for one in figures.get("groups", ()) if _dimension(one) not in closed]
    kept = {"groups": groups} if "groups" in figures else {}
    return {**figures, **kept, **({"tables": tables} if "tables" in figures else {})}


def _dimension(group: Shown) -> str:
    return str(group["value"]).partition(":")[0]


def _rows_of(table: Shown, names: tuple[str, ...] = ()) -> dict[str, int]:
    """The counts that the rows of a table tell by key and name; all, or those of these columns."""
    return {
        f"{row['key']}{place}": count
        for row in table["rows"]
        for place, count in counts_in("", row)
        if not names or place[1:] in names
    }


def _known_rows(dimension: str, known: Known, names: tuple[str, ...] = ()) -> set[str]:
    start = f"/tables/{dimension}/rows/"
    cells = {place.removeprefix(start) for place in known if place.startswith(start)}
    return {cell for cell in cells if not names or cell.partition("/")[2] in names}


def _are_other_cells(table: Shown, known: Known, names: tuple[str, ...] = ()) -> bool:
    """Whether a row that was told has other cells now, or none. A new row tells of new people, unless some of them were
    put together with others.
    """
    before = {cell.partition("/")[0] for cell in _known_rows(table["dimension"], known)}
    now = {str(row["key"]) for row in table["rows"]}
    if not before:
        return False
    if group := _whole_before(table["dimension"], known, now):
        return not _is_told_as_all(group, table, known, names)
    told = {cell for cell in _rows_of(table, names) if cell.partition("/")[0] in before}
    return told != _known_rows(table["dimension"], known, names) or (OTHERS in before | now and before != now)


def _whole_before(dimension: str, known: Known, now: set[str]) -> str:
    """The one group of a table that was everybody, and has others beside it now; empty if there is none."""
    cells = [cell.partition("/") for cell in _known_rows(dimension, known)]
    groups = {group for group, _slash, _name in cells}
    are_sizes = all(name in ("n", "working/n", "unknown/n") for _group, _slash, name in cells)
    return groups.pop() if are_sizes and len(groups) == 1 and groups < now and OTHERS not in now else ""


def _is_told_as_all(group: str, table: Shown, known: Known, names: tuple[str, ...]) -> bool:
    """Whether the row of the group tells all that the page told of everybody, and differs from it by none or by five.

    Whoever came to the other groups since is not among those of whom the page told then.
    """
    whole = {name: set(known.get(place, ())) for name, place in OF_ALL.items()}
    whole["without"] = {one - other for one, other in product(whole["finished"], whole["in_hand"])}
    whole["unfinished"] = {one - other for one, other in product(whole["n"], whole["finished"])}
    row = next(row for row in table["rows"] if str(row["key"]) == group)
    cells = {place[1:]: count for place, count in counts_in("", row) if not names or place[1:] in names}
    of_all = {name: counts for name, counts in whole.items() if counts and (not names or name in names)}
    return cells.keys() == of_all.keys() and not any(is_few(name, count, of_all) for name, count in cells.items())


def _is_open(table: Shown, known: Known, names: tuple[str, ...]) -> bool:
    start = f"/tables/{table['dimension']}/rows/"
    counts = _rows_of(table, names)
    is_close = any(is_few(f"{start}{place}", count, known) for place, count in counts.items())
    return is_close or _are_other_cells(table, known, names)


def _tells_few(group: Shown, rests: dict[str, int], known: Known) -> bool:
    """Whether a step of training of a group, or of the rest, differs by a few from before."""
    start = f"/groups/{group['value']}"
    counts = {f"{start}/figures{place}": count for place, count in counts_in("", group["figures"]) if place in STEPS}
    is_close = any(is_few(place, count, known) for place, count in counts.items())
    of_rest = any(_is_rest_few(f"{start}/rest{step}", rests, known) for step in (*STEPS, "/in_hand/x"))
    return is_close or of_rest or differs(f"{start}/figures/in_hand", group["figures"]["in_hand"], known)


def _is_rest_few(place: str, rests: dict[str, int], known: Known) -> bool:
    return place in rests and is_few(place, rests[place], known)
