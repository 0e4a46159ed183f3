"""Rows of append-only tables that have served their time: they go, a digest of each stays.

Each destruction is an event of a chain of its own, so with the next signed head it is a checkpoint of what went. It
names who ordered it (`core.destruction_orders`); a row that vanished otherwise has no digest, and a digest that no
event names is told by `broken`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from core import audit, destruction_orders
from core.models import AuditEvent, DestroyedRow

CHAIN = "destroyed rows"
ACTION = "rows.destroy"


def digest(row: Model) -> str:
    """Hex SHA-256 of all that the row says, its name of the column before each value."""
    values = {field.attname: _value(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _value(value: Any) -> Any:
    # Normalized, because PostgreSQL and SQLite return moments in different zones.
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def destroy(rows: QuerySet[Any]) -> int:
    """Deletes these rows of one append-only table, within the caller's transaction; how many.

    Raises `LookupError` outside of `destruction_orders.under`.
    """
    audit.hold(CHAIN)
    table = rows.model._meta.db_table
    found = [DestroyedRow(table=table, key=row.pk, digest=digest(row)) for row in rows.order_by("pk").iterator(2000)]
    if not found:
        return 0
    # Numbered under the lock of the chain, so all between the first and the last are of this destruction.
    kept = DestroyedRow.objects.bulk_create(found, batch_size=1000)
    rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")).delete()
    keys = [one.pk for one in kept]
    which = {"table": table, "first": keys[0], "last": keys[-1], "count": len(keys)}
    audit.record_in(CHAIN, ACTION, **which, digest=_of_all(kept), order=destruction_orders.named())
    return len(keys)


def _of_all(rows: Iterable[DestroyedRow]) -> str:
    words = "".join(f"{row.table} {row.key} {row.digest}\n" for row in rows)
    return hashlib.sha256(words.encode()).hexdigest()


def broken() -> Iterator[str]:
    """Yields one sentence for each destruction of which other digests are kept than it says, or of which none says."""
    said = 0
    for one in AuditEvent.objects.filter(chain=CHAIN, action=ACTION).order_by("sequence").iterator(200):
        told = one.details
        kept = DestroyedRow.objects.filter(pk__range=(told["first"], told["last"])).order_by("pk")
        said += told["count"]
        if _of_all(kept.iterator(2000)) != told["digest"]:
            yield f"{CHAIN}: of what event {one.sequence} destroyed other digests are kept than it says"
    if (in_all := DestroyedRow.objects.count()) != said:
        yield f"{CHAIN}: {in_all} digests of destroyed rows are kept, events say {said}"
