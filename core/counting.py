"""Several counts in one query, for pages that show many numbers."""

from typing import Any

from django.db.models import Count, QuerySet, Value


def counts_of(**rows: QuerySet[Any]) -> dict[str, int]:
    """Row counts of these querysets by name, in one query. A distinct or sliced queryset cannot be counted."""
    parts = [
        found.order_by().annotate(counted=Value(name)).values("counted").annotate(rows=Count("pk"))
        for name, found in rows.items()
    ]
    first, *rest = (part.values_list("counted", "rows") for part in parts)
    # A queryset without rows adds no row to the union.
    return dict.fromkeys(rows, 0) | dict(first.union(*rest, all=True))
