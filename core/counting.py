"""Several counts in one query, for pages that show many numbers."""

from typing import Any

from django.db.models import Count, QuerySet, Value


def counts_of(**rows: QuerySet[Any]) -> dict[str, int]:
    """Row counts of these querysets by name, in one query. A distinct or sliced queryset cannot be counted."""
    # A queryset without rows adds no row to the union.
    return dict.fromkeys(rows, 0) | dict(count_rows(rows))


def count_rows(rows: dict[str, QuerySet[Any]]) -> QuerySet[Any]:
    """Name and number of rows of each queryset that has any. The first may not be an empty one."""
    parts = [
        found.order_by().annotate(counted=Value(name)).values("counted").annotate(rows=Count("pk"))
        for name, found in rows.items()
    ]
    first, *rest = (part.values_list("counted", "rows") for part in parts)
    return first.union(*rest, all=True)
