"""Several counts at the cost of one query, for pages that show a number of each of many kinds."""

from typing import Any

from django.db.models import Count, QuerySet, Value


def counts_of(**rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of these querysets has, by its name; one query. A distinct or sliced one cannot be counted."""
    parts = [
        found.order_by().annotate(counted=Value(name)).values("counted").annotate(rows=Count("pk"))
        for name, found in rows.items()
    ]
    first, *rest = (part.values_list("counted", "rows") for part in parts)
    # Where nothing can be found no line comes back at all.
    return dict.fromkeys(rows, 0) | dict(first.union(*rest, all=True))
