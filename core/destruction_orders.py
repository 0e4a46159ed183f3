"""On whose order rows of append-only tables went: what says that they went names the event that ordered it.

What orders a destruction is a subject of its own, which answers for the events that are named.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from core.models import AuditEvent
from core.ports import Port

_order: ContextVar[list[str | int]] = ContextVar("order")


@dataclass(frozen=True)
class Gone:
    """So many rows of this table went, says `event`, on the order of another; None if none stands that it names."""

    event: AuditEvent
    order: AuditEvent | None
    table: str
    count: int


faults: Port[[list[Gone]], Iterable[str]] = Port()
"""Asked by `verify_audit` with all that ever went: one sentence for each thing that nobody could have ordered so."""


@contextmanager
def under(order: AuditEvent) -> Iterator[None]:
    """What goes within is said to have been ordered by this event."""
    before = _order.set([order.chain, order.sequence])
    try:
        yield
    finally:
        _order.reset(before)


def named() -> list[str | int]:
    """Chain and number of the event that ordered what goes now. Raises `LookupError` where nothing was ordered."""
    return _order.get()


def gone(chain: str, action: str, *, table: str = "") -> Iterator[Gone]:
    """What these events say that went; of `table`, or of the one that each names."""
    for event in AuditEvent.objects.filter(chain=chain, action=action).order_by("sequence").iterator(200):
        told = event.details
        yield Gone(event, _named_by(event), table or told["table"], told["count"])


def _named_by(event: AuditEvent) -> AuditEvent | None:
    by, number = event.details.get("order") or ("", 0)
    return AuditEvent.objects.filter(chain=by, sequence=number, at__lte=event.at).first()


def unordered(found: Iterable[Gone]) -> Iterator[str]:
    """One sentence for each event that names no order that was there before."""
    for one in found:
        if one.order is None:
            yield f"{one.event.chain}: nobody ordered what event {one.event.sequence} destroyed"
