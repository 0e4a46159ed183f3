"""Distributes the rows of a table over the pages of a paper with fixed boxes."""

from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]


def plan(
    rows: Sequence[Row], *, height: Callable[[Row], float], last_room: float, page_room: float, keep: int
) -> list[dict[str, Any]]:
    """Pages as `{"rows", "last", "sheet"}`, with `sheet` counted from "1".

    Heights and rooms are in mm. The last page has less room (`last_room`) because of the closing block; it gets at
    least `keep` rows, so that no signature is separated from what it signs.
    """
    pages: list[dict[str, Any]] = []
    rest = list(rows)
    while sum(map(height, rest)) > last_room:
        taken, used = 0, 0.0
        while taken < len(rest) - keep and used + height(rest[taken]) <= page_room:
            used += height(rest[taken])
            taken += 1
        taken = max(taken, 1)  # a row taller than the page is refused elsewhere; here it must not hang
        pages.append({"rows": rest[:taken], "last": False})
        rest = rest[taken:]
    pages.append({"rows": rest, "last": True})
    for sheet, page in enumerate(pages, 1):
        page["sheet"] = str(sheet)
    return pages
