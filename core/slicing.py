"""Pages of lists that are computed and not only read: by the last row seen, as `core.paging` does for tables."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

from core.paging import SIZE, KeysetPage


def slice_page(
    request: HttpRequest, rows: Sequence[Any], *, key: Callable[[Any], Any], size: int = SIZE, prefix: str = ""
) -> KeysetPage:
    """The page of `rows` after the one that `?after=` names, or before the one of `?before=`; else the first.

    `key` gives a text or number that names one row and may stand in an address. A second list of one page tells its
    own place by a `prefix` before both words.
    """
    places = {str(key(row)): place for place, row in enumerate(rows)}
    after, before = (places.get(request.GET.get(prefix + name, "")) for name in ("after", "before"))
    start = after + 1 if after is not None else max(before - size, 0) if before is not None else 0
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
