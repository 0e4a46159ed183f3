"""The chain of the access log: once a minute an audit event in a chain of its own holds a digest of all entries since.

An entry is not linked when it is written: readers of an office would all wait for one row, behind every long change
that reads a name. Nobody outside has seen a head younger than a minute either way, so nothing is lost by it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet

from core import audit, clock
from core.due import work_due
from core.models import AccessLogEntry, AuditEvent

CHAIN = "access log"
ACTION = "access_log.link"
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
def link() -> AuditEvent | None:
    """Links the entries since the last link, at most `MOST_AT_ONCE`; None if there are none."""
    with transaction.atomic():
        # Two rounds at once would link the same entries.
        audit.hold(CHAIN)
        last, late = _where_it_stands()
        fresh = _digests(AccessLogEntry.objects.filter(pk__gt=last).order_by("pk")[:MOST_AT_ONCE])
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
    links = AuditEvent.objects.filter(chain=CHAIN).order_by("-sequence")
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
    found = [Q(pk__range=gap) for gap in gaps]
    return AccessLogEntry.objects.filter(Q(*found, _connector=Q.OR) if found else Q(pk__in=[]))


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


def broken_links() -> Iterator[str]:
    """Yields one sentence for each link whose entries are not what they were, and for entries that no link covers."""
    before: int | None = None
    # Of the newest entry so far, not of the link: what waits for many links, as after an outage, is old by then.
    since: datetime | None = None
    gaps, came = list[Gap](), set[int]()
    begins = audit.times_begin_at(CHAIN)
    for one in AuditEvent.objects.filter(chain=CHAIN).order_by("sequence").iterator(2000):
        told, last = one.details, one.details["last"]
        fresh = AccessLogEntry.objects.filter(pk__lte=last, **({} if before is None else {"pk__gt": before}))
        absent = _within(told["gaps"]).values("pk")
        late = AccessLogEntry.objects.filter(pk__in=told["late"]).order_by("pk") if told["late"] else []
        entries = [*late, *fresh.exclude(pk__in=absent).order_by("pk")]
        if (len(entries), _of_all(map(digest, entries))) != (told["count"], told["digest"]):
            yield f"{CHAIN}: entries up to {last} are not those that link {one.sequence} holds"
        if audit.SET_BACK not in told and one.sequence > begins:
            for entry in _out_of_time(entries, since, one.at):
                yield f"{CHAIN}: entry {entry.pk} in link {one.sequence} is of {entry.at.astimezone(UTC).isoformat()}"
        # Where the clock was set back, time counts from there.
        since = min(max([*(entry.at for entry in entries), *([since] if since else [])], default=one.at), one.at)
        gaps += told["gaps"]
        came.update(told["late"])
        before = last
    yield from _unlinked(before or 0, gaps, came)


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
