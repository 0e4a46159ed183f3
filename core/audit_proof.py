"""The proof of the whole audit: its chains, that of the access log, and what witnesses outside of the database say."""

from collections.abc import Iterable
from pathlib import Path

from core import access_chain, audit, destroyed_rows, destruction_orders
from core.audit import Testimony
from core.models import AccessLogEntry


def prove(copies: Iterable[Path] = ()) -> Testimony:
    """What does not hold, and what was compared; `copies` are of the signer's heads.log."""
    broken = [*audit.broken_links(), *access_chain.broken_links(), *destroyed_rows.broken()]
    gone = [
        *destruction_orders.gone(destroyed_rows.CHAIN, destroyed_rows.ACTION),
        *destruction_orders.gone(access_chain.CHAIN, access_chain.DESTROY, table=AccessLogEntry._meta.db_table),
    ]
    broken += destruction_orders.unordered(gone)
    for answer in destruction_orders.faults.ask(gone):
        broken += answer
    says = [f"{sentence}." for sentence in audit.set_back_clocks()]
    if gone:
        says.append(f"{sum(one.count for one in gone)} rows of append-only tables were destroyed.")
    for testimony in audit.witnesses.ask(list(copies)):
        broken += testimony.broken
        says += [f"{sentence[0].upper()}{sentence[1:]}." for sentence in testimony.says]
    return Testimony(broken, says)
