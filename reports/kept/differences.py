"""What a later report of the same says otherwise: which numbers, and because of which rows."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from reports.kept.rows import KeptRows, Row

Figures = dict[str, Any]
Differences = dict[str, list[Row]]

# What makes two rows the same one, and which of its facts count.
IDENTITY = {
    "places": ("place",),
    "sessions": ("session",),
    "marks": ("session", "place"),
    "results": ("place", "unit", "attempt"),
    "certificates": ("certificate",),
    "alarms": ("alarm",),
    "applications": ("application",),
    "series": ("series",),
}
FACTS = {
    "places": (
        "batch_name",
        "capacity",
        "state",
        "starts_on",
        "left",
        "end_reason",
        "standing",
        "sex",
        "age",
        "held",
        "possible",
    ),
    "sessions": ("date", "jp", "state", "minutes", "cause", "makes_up_for", "made_up_on"),
    "marks": ("status_code", "minutes_present", "minutes"),
    "results": ("result", "assessed_on"),
    "certificates": ("state", "issued_on", "handed_on"),
    "alarms": ("explained_at",),
    "applications": ("decision", "sex", "age"),
    "series": ("given", "void"),
}


def none() -> Differences:
    """Those of a first report."""
    return {"figures": [], "rows": []}


def differing(before: Figures, after: Figures) -> Iterator[Row]:
    """Each number that differs: which, of which part, before and after."""
    one, other = dict(_numbers(before)), dict(_numbers(after))
    for figure, part in sorted({*one, *other}):
        # A reason or status that nobody had before is none of them, and not unknown.
        was, now = (numbers.get((figure, part), 0) for numbers in (one, other))
        if was != now:
            yield {"figure": figure, "part": part, "was": was, "now": now}


def figure_differences(before: Figures, after: Figures, *, groups: str, named: str) -> list[Row]:
    """Each number that differs, of the whole and of each of the `groups`, whose name stands as `named` (empty: all)."""
    found = [{named: "", **row} for row in differing(before["whole"], after["whole"])]
    for key in sorted({*before[groups], *after[groups]}, key=int):
        one, other = before[groups].get(key, {}), after[groups].get(key, {})
        name = (other or one)["name"]
        found += [{named: name, **row} for row in differing(one, other)]
    return found


def _numbers(figures: Figures) -> Iterator[tuple[tuple[str, str], Any]]:
    for name, value in figures.items():
        if isinstance(value, dict) and value.keys() == {"held", "possible"}:
            yield (name, ""), [value["held"], value["possible"]]
        elif isinstance(value, dict):
            yield from (((name, part), count) for part, count in value.items())
        elif isinstance(value, int):
            yield (name, ""), value


def row_differences(before: KeptRows, after: KeptRows) -> list[Row]:
    """Why they differ: rows that were added, changed or taken away, equal changes counted together, without a person.

    Each has the part, the batch and day, what was and is said (None: no such row), and who corrected it why and when.
    """
    found: Counter[tuple] = Counter()
    kept: dict[tuple, Row] = {}
    for part in vars(after):
        identity = IDENTITY[part]
        one, other = (
            {tuple(row[name] for name in identity): row for row in getattr(rows, part)} for rows in (before, after)
        )
        for key in sorted({*one, *other}, key=str):
            change = _change(part, one.get(key), other.get(key))
            if change:
                mark = tuple(str(value) for value in change.values())
                kept[mark] = change
                found[mark] += 1
    return [{**kept[mark], "count": count} for mark, count in found.items()]


def _change(part: str, was: Row | None, now: Row | None) -> Row | None:
    names = [name for name in FACTS[part] if (was or {}).get(name) != (now or {}).get(name)]
    if not names:
        return None
    row = now or was or {}
    return {
        "part": part,
        "batch": row.get("batch"),
        "date": row.get("date") or row.get("assessed_on") or row.get("issued_on"),
        "was": was and {name: was.get(name) for name in names},
        "now": now and {name: now.get(name) for name in names},
        "by": row.get("by"),
        "on": str(row.get("corrected_at") or row.get("recorded_at") or "")[:10],
        "reason": row.get("reason") or "",
    }
