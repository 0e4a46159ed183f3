"""Keyset pagination of lists computed in Python, as `core.paging` does for tables."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

from core.paging import SIZE, KeysetPage


def slice_page(
    request: HttpRequest,
    rows: Sequence[Any],
    *,
    key: Callable[[Any], Any],
    size: int = SIZE,
    prefix: str = "",
    around: Any = None,
) -> KeysetPage:
    """The page of `rows` after the row named by `?after=`, or before that of `?before=`; otherwise the one with the row
    whose key is `around`, else the first.

    `key` gives a text or number that identifies a row and is safe in a URL. A second list on the same page uses a
    `prefix` for both parameters.
    """
    places = {str(key(row)): place for place, row in enumerate(rows)}
    after, before = (places.get(request.GET.get(prefix + name, "")) for name in ("after", "before"))
    asked = places.get(str(around), 0) // size * size
    start = after + 1 if after is not None else max(before - size, 0) if before is not None else asked
    shown = list(rows[start : start + size])
    return KeysetPage(
        rows=shown,
        previous=_link(request, prefix, "before", key(shown[0])) if shown and start else "",
        next=_link(request, prefix, "after", key(shown[-1])) if start + size < len(rows) else "",
    )


def _link(request: HttpRequest, prefix: str, name: str, value: Any) -> str:
    query = request.GET.copy()
    query.pop(f"{prefix}before", None)
    query.pop(f"{prefix}after", None)
    query[prefix + name] = str(value)
    return "?" + query.urlencode()
