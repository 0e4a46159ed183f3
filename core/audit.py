"""The append-only record of who did what, as one hash chain per office.

Each event carries the SHA-256 of its own content and of the previous event. Removing, changing or inserting one breaks
the chain, which `broken_links` detects (OWASP ASVS 5.0, 16.4.2).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from core import clock
from core.models import AuditChain, AuditEvent
from core.ports import Port
from core.statements import Statement

SYSTEM = "system"
# Two processes may append in another order than they asked for the time.
TOLERANCE = timedelta(minutes=1)
# In the details of an event that is dated before the one it follows: when that one was.
SET_BACK = "clock_set_back_from"
# In the details of the first event of an older chain since events say that. What is before it may be of any time.
TIMES_BEGIN = "times_begin"


@dataclass(frozen=True)
class Testimony:
    """What a witness outside of the database says of the chains: contradictions, and what it compared."""

    broken: list[str]
    says: list[str]


witnesses: Port[[Iterable[Path]], Testimony] = Port()
"""Asked by `verify_audit`, with copies of what was signed, after the chains were found whole in themselves."""


def record(action: str, *, by: Any, target: models.Model | None = None, **details: Any) -> AuditEvent:
    """Appends an event to the chain of the actor's office, within the caller's transaction.

    `action` is "noun.verb" ("certificate.issue"); `by` is a user, or None for the system; `details` is what is needed
    to understand the act later: JSON-able, without names or numbers that must be erasable.
    """
    return record_each(action, by=by, targets=[(target, details)])[0]


def record_each(
    action: str, *, by: Any, targets: Iterable[tuple[models.Model | None, Mapping[str, Any]]]
) -> list[AuditEvent]:
    """Appends one event per target, each with its own details, in the given order."""
    done = list(targets)
    return _appended(by.office_code if by else SYSTEM, action, by=by, targets=done) if done else []


def record_in(chain: str, action: str, **details: Any) -> AuditEvent:
    """Appends an event of the system to a chain that is no office's."""
    return _appended(chain, action, by=None, targets=[(None, details)])[0]


def _appended(
    name: str, action: str, *, by: Any, targets: Iterable[tuple[models.Model | None, Mapping[str, Any]]]
) -> list[AuditEvent]:
    with transaction.atomic(savepoint=False):
        chain = hold(name)
        now, events = clock.now(), []
        told: dict[str, Any] = {SET_BACK: chain.at} if chain.at and now < chain.at - TOLERANCE else {}
        if chain.length and chain.at is None:
            told = {TIMES_BEGIN: True}
        for target, details in targets:
            event = AuditEvent(
                chain=chain.name,
                sequence=chain.length + 1,
                at=now,
                actor_id=by.pk if by else None,
                actor_name=by.get_full_name() if by else SYSTEM,
                action=action,
                target_type=target._meta.label_lower if target is not None else "",
                target_id=str(target.pk) if target is not None else "",
                # Hash the value as it will be read back: a date or tuple changes type in JSON.
                details=json.loads(json.dumps({**details, **told}, cls=DjangoJSONEncoder)),
                previous_hash=chain.head,
            )
            chain.head = event.hash = digest(event)
            chain.length, told = event.sequence, {}
            events.append(event)
        AuditEvent.objects.bulk_create(events, batch_size=500)
        AuditChain.objects.filter(pk=chain.pk).update(length=chain.length, head=chain.head, at=now)
        return events


def hold(name: str) -> AuditChain:
    """The head of the chain, locked until the end of the transaction."""
    found = _locked_chains.first(name=name)
    if found is None:
        # Two first events of a new office at once: one creates the row, the other finds it and waits for the lock.
        AuditChain.objects.bulk_create([AuditChain(name=name)], ignore_conflicts=True)
        (found,) = _locked_chains(name=name)
    return found


@Statement
def _locked_chains(name: str) -> models.QuerySet:
    return AuditChain.objects.select_for_update().filter(name=name)


def digest(event: AuditEvent) -> str:
    """Hex SHA-256 of the event's content and the previous event's hash."""
    content = [
        event.previous_hash,
        event.chain,
        event.sequence,
        # Normalized, because PostgreSQL and SQLite return moments in different zones.
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.action,
        event.target_type,
        event.target_id,
        event.details,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_backdated(event: AuditEvent, latest: datetime | None) -> bool:
    """Whether the event lies before the latest one so far and does not say itself that the clock was set back."""
    return latest is not None and event.at < latest - TOLERANCE and SET_BACK not in event.details


def latest_of(event: AuditEvent, latest: datetime | None) -> datetime:
    """The latest time in a chain up to this event; it counts from where the clock was set back, or times begin."""
    if latest is None or not {SET_BACK, TIMES_BEGIN}.isdisjoint(event.details):
        return event.at
    return max(event.at, latest)


def times_begin_at(chain: str) -> int:
    """The event from which on times of this chain are checked; 0 if all of them are."""
    marked = AuditEvent.objects.filter(chain=chain, details__has_key=TIMES_BEGIN).order_by("sequence")
    return marked.values_list("sequence", flat=True).first() or 0


def set_back_clocks() -> Iterator[str]:
    """One sentence for each event that says that the clock was set back before it, or that times begin with it."""
    for event in AuditEvent.objects.filter(details__has_key=TIMES_BEGIN).order_by("chain", "sequence"):
        yield f"{event.chain}: of events before {event.sequence} the hashes are checked, their times are not"
    for event in AuditEvent.objects.filter(details__has_key=SET_BACK).order_by("chain", "sequence"):
        told = f"from {event.details[SET_BACK]} to {event.at.astimezone(UTC).isoformat()}"
        yield f"{event.chain}: before event {event.sequence} the clock was set back {told}"


def broken_links() -> Iterator[str]:
    """Yields one sentence for each break in a chain: changed, missing, inserted, backdated or truncated events."""
    for chain in AuditChain.objects.order_by("name"):
        expected, before, latest = 1, "", None
        # Asked only where something is dated back: it reads the whole chain.
        begins = cache(partial(times_begin_at, chain.name))
        for event in AuditEvent.objects.filter(chain=chain.name).order_by("sequence").iterator(2000):
            if event.sequence != expected:
                yield f"{chain.name}: event {expected} is missing"
            elif event.previous_hash != before:
                yield f"{chain.name}: event {event.sequence} does not follow the one before it"
            if event.hash != digest(event):
                yield f"{chain.name}: event {event.sequence} was changed"
            if is_backdated(event, latest) and event.sequence > begins():
                yield f"{chain.name}: event {event.sequence} is dated before the one it follows"
            latest = latest_of(event, latest)
            expected, before = event.sequence + 1, event.hash
        # A truncated chain is consistent in itself; only its head records the original length.
        if (expected - 1, before) != (chain.length, chain.head):
            yield f"{chain.name}: the chain ends at event {expected - 1}, its head says {chain.length}"
    # Events without a head would otherwise escape the check.
    heads = AuditChain.objects.values("name")
    for name in AuditEvent.objects.exclude(chain__in=heads).order_by().values_list("chain", flat=True).distinct():
        yield f"{name}: the chain has no head"
