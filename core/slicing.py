"""Pages of lists that are computed and not only read: by the last row seen, as `core.paging` does for tables."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

from core.paging import SIZE, KeysetPage


def slice_page(request: HttpRequest, rows: Sequence[Any], *, key: Callable[[Any], Any], size: int = SIZE) -> KeysetPage:
    """The page of `rows` behind the one that `?after=` names, or before the one of `?before=`; else the first.

    `key` gives a text or number that names one row and may stand in an address.
    """
    places = {str(key(row)): place for place, row in enumerate(rows)}
    after, before = places.get(request.GET.get("after", "")), places.get(request.GET.get("before", ""))
    start = after + 1 if after is not None else max(before - size, 0) if before is not None else 0
    shown = list(rows[start : start + size])
    return KeysetPage(
        rows=shown,
        previous=_link(request, "before", key(shown[0])) if shown and start else "",
        next=_link(request, "after", key(shown[-1])) if start + size < len(rows) else "",
    )


def _link(request: HttpRequest, name: str, value: Any) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[name] = str(value)
    return "?" + query.urlencode()
