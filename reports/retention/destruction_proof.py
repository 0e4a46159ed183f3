"""Whether what went was ordered: proposed by one person, confirmed by another, and no more than the minutes say.

Events of the audit decide, not rows: a row can be written by whoever has the database role of the site, and so can an
event, but no event after the signer signed a head behind it, and none without naming two people who can read it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from accounts.models import User
from certification.sealing import daily_roots
from core import destruction_orders
from core.destruction_orders import Gone
from core.models import AuditEvent
from reports.retention.models import Destruction, LegalHold

PROPOSE, CONFIRM, END = "destruction.propose", "destruction.confirm", "destruction.end"


@destruction_orders.faults.register
def faults(gone: list[Gone]) -> list[str]:
    """What of all that went nobody could have ordered so: one sentence for each fault of each order."""
    by_order: dict[tuple[str, int], list[Gone]] = defaultdict(list)
    for one in gone:
        if one.order:
            by_order[one.order.chain, one.order.sequence].append(one)
    return [
        f"{order.chain}: event {order.sequence} ordered a destruction, but {reason}"
        for found in by_order.values()
        if (order := found[0].order)
        for reason in _faults(order, found)
    ]


def _faults(order: AuditEvent, gone: list[Gone]) -> Iterator[str]:
    if order.action != CONFIRM or order.target_type != Destruction._meta.label_lower:
        yield "it confirms none"
        return
    proposal, end = _event_of(order, PROPOSE), _event_of(order, END)
    yield from _people(order, proposal)
    row = _decided_by_both(order, proposal)
    if row is None:
        yield "no destruction stands that these two people decided"
        return
    if end:
        yield from _minutes(row, end, gone)
    yield from _amounts(order.details["lines"], end.details["destroyed"] if end else row.destroyed, gone)
    yield from _held(row)
    if end and daily_roots.lacks_after(end.at) and not _is_rooted(end):
        yield "no root of a day holds its end"


def _event_of(order: AuditEvent, action: str) -> AuditEvent | None:
    target = {"target_type": order.target_type, "target_id": order.target_id}
    return AuditEvent.objects.filter(chain=order.chain, action=action, **target).order_by("sequence").first()


def _people(order: AuditEvent, proposal: AuditEvent | None) -> Iterator[str]:
    if proposal is None or proposal.sequence > order.sequence or proposal.details["lines"] != order.details["lines"]:
        yield "nobody had proposed it like this"
        return
    pair = {proposal.actor_id, order.actor_id} - {None}
    if User.objects.filter(pk__in=pair).count() != 2:
        yield "not two people decided it"


def _decided_by_both(order: AuditEvent, proposal: AuditEvent | None) -> Destruction | None:
    row = Destruction.objects.filter(pk=order.target_id, office=order.chain).first()
    people = (proposal and proposal.actor_id, order.actor_id)
    return row if row and (row.proposed_by_id, row.decided_by_id) == people else None


def _minutes(row: Destruction, end: AuditEvent, gone: list[Gone]) -> Iterator[str]:
    """Where the minutes of the destruction do not agree with its end as it was noted."""
    if row.state != Destruction.State.DONE or row.destroyed != end.details["destroyed"]:
        yield "its minutes are not what was noted when it ended"
    if any(one.event.at > end.at for one in gone):
        yield "something went after it had ended"


def _amounts(lines: list[dict[str, Any]], destroyed: dict[str, Any], gone: list[Gone]) -> Iterator[str]:
    """Where other rows went than the minutes say, or more records than were confirmed."""
    confirmed = {line["kind"]: line["due"] for line in lines}
    for code, told in destroyed.items():
        if told["records"] > confirmed.get(code, 0):
            yield f"{told['records']} records of {code} went, {confirmed.get(code, 0)} were confirmed"
    went = Counter[str]()
    for one in gone:
        went[_MODELS.get(one.table, one.table)] += one.count
    for model, count in sorted(went.items()):
        noted = sum(told.get(model, 0) for told in destroyed.values())
        if noted != count:
            yield f"{count} rows of {model} went, its minutes say {noted}"


_MODELS = {model._meta.db_table: model._meta.model_name or "" for model in apps.get_models()}


def _held(row: Destruction) -> Iterator[str]:
    """Whether records went of somebody for whom the office had put it on hold before it was confirmed."""
    holds = LegalHold.objects.filter(office=row.office, person__in=row.people, placed_at__lte=row.decided_at)
    if holds.at_some_time_since(row.decided_at).exists():
        yield "it was on hold for somebody whose records went"


def _is_rooted(end: AuditEvent) -> bool:
    roots = AuditEvent.objects.filter(chain=daily_roots.CHAIN, action=daily_roots.ACTION, at__gte=end.at)
    return any(root.details["heads"].get(end.chain, [0])[0] >= end.sequence for root in roots.order_by("sequence")[:2])
