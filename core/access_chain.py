"""The chain of the access log: once a minute an audit event in a chain of its own holds a digest of all entries since.

An entry is not linked when it is written: readers of an office would all wait for one row, behind every long change
that reads a name. Nobody outside has seen a head younger than a minute either way, so nothing is lost by it.

Entries that have served their time go, their digests stay: links are compared with both.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet

from core import audit, clock, destruction_orders
from core.due import work_due
from core.models import AccessLogEntry, AuditEvent, DestroyedAccess

CHAIN = "access log"
ACTION = "access_log.link"
DESTROY = "access_log.destroy"
MOST_AT_ONCE = 5000
# Keys are given out before their rows are committed. No transaction lasts that long: what is missing then never comes.
LATE = timedelta(hours=1)
# What a digest is of. Links hold digests of these; a column that comes later needs digests of another kind.
CONTENT = (
    *("id", "office", "user_id", "user_name", "kind", "subject_type", "subject_id", "subject", "reason"),
    *("people", "query", "address", "session"),
)
Gap = list[int]


@work_due.register
def link(most: int = MOST_AT_ONCE) -> AuditEvent | None:
    """Links the entries since the last link, at most `most` besides late ones; None if there are none."""
    with transaction.atomic():
        # Two rounds at once would link the same entries.
        audit.hold(CHAIN)
        last, late = _where_it_stands()
        fresh = _digests(AccessLogEntry.objects.filter(pk__gt=last).order_by("pk")[:most])
        if not late and not fresh:
            return None
        return audit.record_in(
            CHAIN,
            ACTION,
            last=max(fresh, default=last),
            count=len(late) + len(fresh),
            digest=_of_all([*late.values(), *fresh.values()]),
            late=list(late),
            gaps=list(_gaps(last, fresh)),
        )


def _where_it_stands() -> tuple[int, dict[int, str]]:
    """The last linked key, and the entries before it that were not there yet when their neighbors were linked."""
    links = AuditEvent.objects.filter(chain=CHAIN, action=ACTION).order_by("-sequence")
    newest = links.first()
    if newest is None:
        first = AccessLogEntry.objects.order_by("pk").values_list("pk", flat=True).first()
        return (first or 1) - 1, {}
    recent = [one.details for one in links.filter(at__gte=clock.now() - LATE)]
    gaps = [gap for told in recent for gap in told["gaps"]]
    came = [key for told in recent for key in told["late"]]
    return newest.details["last"], _digests(_within(gaps).exclude(pk__in=came).order_by("pk"))


def _within(gaps: Iterable[Gap]) -> QuerySet[AccessLogEntry]:
    """The entries whose keys lie in one of the gaps, first and last included."""
    return AccessLogEntry.objects.filter(_in_one_of(gaps))


def _in_one_of(gaps: Iterable[Gap]) -> Q:
    found = [Q(pk__range=gap) for gap in gaps]
    return Q(*found, _connector=Q.OR) if found else Q(pk__in=[])


def _gaps(last: int, keys: Collection[int]) -> Iterator[Gap]:
    for key in keys:
        if key > last + 1:
            yield [last + 1, key - 1]
        last = key


def _digests(entries: Iterable[AccessLogEntry]) -> dict[int, str]:
    return {entry.pk: digest(entry) for entry in entries}


def digest(entry: AccessLogEntry) -> str:
    """Hex SHA-256 of all that the entry says."""
    values = [entry.at.astimezone(UTC).isoformat(timespec="microseconds"), *(getattr(entry, one) for one in CONTENT)]
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _of_all(digests: Iterable[str]) -> str:
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def linked() -> QuerySet[AccessLogEntry]:
    """The entries that links hold by now, of all offices."""
    newest = AuditEvent.objects.filter(chain=CHAIN, action=ACTION).order_by("-sequence").first()
    return AccessLogEntry.objects.filter(pk__lte=newest.details["last"] if newest else 0)


def destroy(found: Collection[int]) -> int:
    """Deletes these entries (keys), which have served their time, within the caller's transaction; how many.

    Their digests stay, so that links still hold, and an event in the chain says whose they are and who ordered it: with
    the next signed head it is a signed checkpoint of what went. Raises `LookupError` outside of
    `destruction_orders.under`.
    """
    audit.hold(CHAIN)
    digests = _digests(linked().filter(pk__in=found).order_by("pk"))
    if digests:
        DestroyedAccess.objects.bulk_create(DestroyedAccess(pk=key, digest=one) for key, one in digests.items())
        AccessLogEntry.objects.filter(pk__in=digests).delete()
        told = {"keys": list(digests), "count": len(digests), "digest": _of_all(digests.values())}
        audit.record_in(CHAIN, DESTROY, **told, order=destruction_orders.named())
    return len(digests)


def broken_links() -> Iterator[str]:
    """Yields one sentence for each link whose entries are not what they were, and for entries that no link covers."""
    before: int | None = None
    # Of the newest entry so far, not of the link: what waits for many links, as after an outage, is old by then.
    since: datetime | None = None
    gaps, came = list[Gap](), set[int]()
    begins = audit.times_begin_at(CHAIN)
    destroyed = DestroyedAccess.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for one in AuditEvent.objects.filter(chain=CHAIN, action=ACTION).order_by("sequence").iterator(2000):
        told = one.details
        entries, digests = _held_by(told, before, destroyed)
        if (len(digests), _of_all(digests)) != (told["count"], told["digest"]):
            yield f"{CHAIN}: entries up to {told['last']} are not those that link {one.sequence} holds"
        if audit.SET_BACK not in told and one.sequence > begins:
            for entry in _out_of_time(entries, since, one.at):
                yield f"{CHAIN}: entry {entry.pk} in link {one.sequence} is of {entry.at.astimezone(UTC).isoformat()}"
        since = _newest(entries, since, one.at)
        gaps += told["gaps"]
        came.update(told["late"])
        before = told["last"]
    yield from _unlinked(before or 0, gaps, came)
    yield from _gone_unsaid()


def _held_by(told: dict[str, Any], before: int | None, destroyed: int) -> tuple[list[AccessLogEntry], list[str]]:
    """The entries of a link, and the digests of those and of what was destroyed since, up to the key `destroyed`.

    First those that came late, then those since the link `before` it but for the gaps.
    """
    since = Q() if before is None else Q(pk__gt=before)
    new = Q(pk__lte=told["last"]) & since & ~_in_one_of(told["gaps"])
    may_lack = (before or 0) < destroyed or told["late"]
    entries, digests = list[AccessLogEntry](), list[str]()
    for keys in (Q(pk__in=told["late"]), new):
        part = list(AccessLogEntry.objects.filter(keys).order_by("pk"))
        found = _digests(part)
        entries += part
        digests += (_with_destroyed(found, keys) if may_lack else found).values()
    return entries, digests


def _newest(entries: Iterable[AccessLogEntry], since: datetime | None, until: datetime) -> datetime:
    """The time of the newest entry so far. Where the clock was set back, time counts from there (`until`)."""
    times = [entry.at for entry in entries] + ([since] if since else [])
    return min(max(times, default=until), until)


def _with_destroyed(digests: dict[int, str], wanted: Q) -> dict[int, str]:
    """These digests and those of destroyed entries among the wanted keys, in the order of keys."""
    gone = dict(DestroyedAccess.objects.filter(wanted).values_list("pk", "digest"))
    return dict(sorted((gone | digests).items()))


def _gone_unsaid() -> Iterator[str]:
    """Destroyed entries of which no event says so, or another thing."""
    said = 0
    for one in AuditEvent.objects.filter(chain=CHAIN, action=DESTROY).order_by("sequence").iterator(200):
        keys = one.details["keys"]
        kept = DestroyedAccess.objects.filter(pk__in=keys).order_by("pk").values_list("digest", flat=True)
        said += len(keys)
        if _of_all(kept) != one.details["digest"]:
            yield f"{CHAIN}: of what event {one.sequence} destroyed other digests are kept than it says"
    if (kept_in_all := DestroyedAccess.objects.count()) != said:
        yield f"{CHAIN}: {kept_in_all} digests of destroyed entries are kept, events say {said}"


def _out_of_time(
    entries: Iterable[AccessLogEntry], since: datetime | None, until: datetime
) -> Iterator[AccessLogEntry]:
    """Entries that are older than those linked before allow, or younger than their own link."""
    for entry in entries:
        if entry.at > until + audit.TOLERANCE or (since and entry.at < since - LATE):
            yield entry


def _unlinked(last: int, gaps: list[Gap], came: set[int]) -> Iterator[str]:
    old = AccessLogEntry.objects.filter(at__lt=clock.now() - timedelta(days=1))
    if waiting := old.filter(pk__gt=last).count():
        yield f"{CHAIN}: {waiting} entries of more than a day ago are in no link; `run_due` makes one each minute"
    for at in range(0, len(gaps), 200):
        for key in _within(gaps[at : at + 200]).filter(pk__in=old.values("pk")).values_list("pk", flat=True):
            if key not in came:
                yield f"{CHAIN}: entry {key} came too late for any link"
