"""Patterns that look like misuse: noticed each minute among the events of the last hour."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import Facility, ProbationOffice, TrainingCenter
from accounts.models.offices import TimeZone
from accounts.sign_in_events import FAILURES
from core import clock, due
from core.models import AccessLogEntry, AuditEvent
from reports.suspicions.models import Suspicion

LOOKED_BACK = timedelta(hours=1)
# Profiles opened one by one: custody, after leaving, learning, and the file for the person.
PROFILES = frozenset({"profile", "profile after leaving", "learning profile"})
PROFILES_WITHIN = timedelta(minutes=10)
SATURDAY = 5
CHUNK = 2000


@dataclass(frozen=True)
class Pattern:
    """A pattern that was seen; `user_id` 0 if it is about no single user."""

    office: str
    kind: str
    began_at: datetime
    count: int
    user_id: int = 0
    user_name: str = ""


def is_working_time(moment: datetime, zone: str) -> bool:
    """True from Monday to Friday within the hours of the settings, by the office's clock."""
    local = clock.local(moment, zone)
    return local.weekday() < SATURDAY and settings.WORK_BEGINS <= local.hour < settings.WORK_ENDS


def first_crowded(
    events: Iterable[tuple[datetime, Any]], *, within: timedelta, most: int
) -> tuple[datetime, int] | None:
    """Of the first stretch of `within` that holds at least `most` different things, when it began and how many; None
    if there is none. `events` are times with what they were about, in any order.
    """
    stretch: deque[tuple[datetime, Any]] = deque()
    things: Counter[Any] = Counter()
    for now, thing in sorted(events, key=lambda event: event[0]):
        stretch.append((now, thing))
        things[thing] += 1
        while now - stretch[0][0] > within:
            _at, gone = stretch.popleft()
            things -= Counter([gone])
        if len(things) >= most:
            return stretch[0][0], len(things)
    return None


def patterns_now() -> Iterator[Pattern]:
    """All patterns among the events of the last hour."""
    yield from _failures()
    entries = list(_last_hour(AccessLogEntry.objects.all()))
    yield from _profiles(entries)
    yield from _exports(entries)


def _last_hour(rows: Any) -> Iterator[Any]:
    """The rows of the last hour, newest first; one that is dated back among them hides no other."""
    return iter(rows.filter(at__gt=clock.now() - LOOKED_BACK).order_by("-pk").iterator(CHUNK))


def _failures() -> Iterator[Pattern]:
    times = defaultdict(list)
    for event in _last_hour(AuditEvent.objects.only("chain", "action", "at")):
        if event.action in FAILURES:
            times[event.chain].append((event.at, event.pk))
    for office, events in times.items():
        if found := first_crowded(events, within=LOOKED_BACK, most=settings.FAILURES_AN_HOUR):
            yield Pattern(office, Suspicion.Kind.FAILURES, *found)


def _profiles(entries: list[AccessLogEntry]) -> Iterator[Pattern]:
    opened = defaultdict(list)
    for entry in entries:
        if entry.kind == AccessLogEntry.Kind.VIEW and entry.subject in PROFILES:
            opened[entry.office, entry.user_id, entry.user_name].append((entry.at, entry.subject_id))
    for (office, user_id, user_name), events in opened.items():
        found = first_crowded(events, within=PROFILES_WITHIN, most=settings.PROFILES_IN_TEN_MINUTES)
        if found:
            yield Pattern(office, Suspicion.Kind.PROFILES, *found, user_id=user_id, user_name=user_name)


def _exports(entries: list[AccessLogEntry]) -> Iterator[Pattern]:
    zones = _time_zones() if entries else {}
    exported = defaultdict(list)
    for entry in entries:
        zone = zones.get(entry.office, TimeZone.WITA)
        if entry.kind == AccessLogEntry.Kind.EXPORT and not is_working_time(entry.at, zone):
            exported[entry.office, entry.user_id, entry.user_name].append(entry.at)
    for (office, user_id, user_name), times in exported.items():
        yield Pattern(office, Suspicion.Kind.EXPORT, min(times), len(times), user_id=user_id, user_name=user_name)


def _time_zones() -> dict[str, str]:
    kinds = (Facility, TrainingCenter, ProbationOffice)
    return dict(pair for kind in kinds for pair in kind.objects.order_by().values_list("code", "time_zone"))


@due.work_due.register
def notice_patterns() -> int:
    """Notes the patterns of the last hour, each once; returns how many are new."""
    new = 0
    for pattern in patterns_now():
        # The same pattern is there until an hour is over, and may begin anew with a later event.
        known = Suspicion.objects.filter(
            office=pattern.office,
            kind=pattern.kind,
            user_id=pattern.user_id,
            noticed_at__gt=clock.now() - LOOKED_BACK,
        )
        if not known.exists():
            _row, is_new = Suspicion.objects.get_or_create(
                office=pattern.office,
                kind=pattern.kind,
                user_id=pattern.user_id,
                began_at=pattern.began_at,
                defaults={"count": pattern.count, "user_name": pattern.user_name},
            )
            new += is_new
    return new
