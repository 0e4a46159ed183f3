"""The reconcile: every night it looks for contradictory records and records findings, but repairs nothing."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as wall_time

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Facility
from core import clock, due
from core.errors import Blocker, RuleViolation
from reports.reconcile.contradictions import KINDS, Found
from reports.reconcile.models import Finding, ReconcileCount, ReconcileRun

Pair = tuple[str, Found]
State = ReconcileRun.State

EARLIEST = wall_time(2)
# Longer than any run takes: a run started earlier was killed.
ABANDONED = timedelta(hours=1)
KEPT = timedelta(days=400)
CHUNK = 500

logger = structlog.get_logger(__name__)


def reconcile(*, night: date | None = None) -> ReconcileRun:
    """Looks for every kind of contradiction; stores new ones and deletes those that are gone.

    Writes only its own rows. The nightly run passes `night`, of which there is one run per night. Raises
    `RuleViolation` while another run is in progress; any other error is recorded as a failed run.
    """
    run, began = _begin(night), time.monotonic()
    try:
        found = [(kind.code, one) for kind in KINDS.values() for one in kind.find(run.started_at)]
        run.seconds = time.monotonic() - began
        _note(run, found)
    except Exception:
        _end(run, State.FAILED)
        raise
    return run


def _begin(night: date | None) -> ReconcileRun:
    now = clock.now()
    stopped = ReconcileRun.objects.filter(state=State.RUNNING, started_at__lt=now - ABANDONED)
    stopped.update(state=State.FAILED, night=None, finished_at=now)
    try:
        # The constraints act as the lock: one run at a time and one per night, even for simultaneous calls.
        with transaction.atomic():
            return ReconcileRun.objects.create(night=night, started_at=now)
    except IntegrityError as error:
        sentence = _("Another reconcile is under way. Wait until it has ended.")
        raise RuleViolation(Blocker("under_way", sentence)) from error


def _end(run: ReconcileRun, state: str) -> None:
    """Ends the run. A failed run releases its night for another attempt."""
    run.state, run.finished_at = state, clock.now()
    run.night = run.night if state == State.DONE else None
    run.save(update_fields=["state", "finished_at", "night", "seconds"])


@transaction.atomic
def _note(run: ReconcileRun, found: list[Pair]) -> None:
    rows = Finding.objects.values_list("pk", "kind", *Found._fields)
    # Compared with all its fields: the same matter with another person or office counts as new.
    standing = {(kind, Found(*values)): pk for pk, kind, *values in rows}
    current = set(found)
    new = [pair for pair in found if pair not in standing]
    gone = [pair for pair in standing if pair not in current]
    for chunk in _chunks([standing[pair] for pair in gone]):
        Finding.objects.filter(pk__in=chunk).delete()
    Finding.objects.bulk_create((_row(kind, one, run) for kind, one in new), batch_size=CHUNK)
    ReconcileCount.objects.bulk_create(_counts(run, found, new, gone), batch_size=CHUNK)
    _end(run, State.DONE)
    ReconcileRun.objects.filter(started_at__lt=run.started_at - KEPT).delete()


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _row(kind: str, one: Found, run: ReconcileRun) -> Finding:
    columns = {f"{name}_id": value for name, value in one._asdict().items() if name != "key"}
    return Finding(kind=kind, key=one.key, found_at=run.started_at, **columns)


def _counts(run: ReconcileRun, *lists: Iterable[Pair]) -> list[ReconcileCount]:
    """One row per kind and office with anything found, new or gone."""
    tallies = [Counter((kind, one.facility, one.training_center) for kind, one in pairs) for pairs in lists]
    return [
        ReconcileCount(
            run=run,
            kind=kind,
            facility_id=facility,
            training_center_id=center,
            **dict(zip(("count", "new", "gone"), (tally[kind, facility, center] for tally in tallies), strict=True)),
        )
        for kind, facility, center in dict.fromkeys(place for tally in tallies for place in tally)
    ]


def night_begins() -> datetime | None:
    """When the work of this night may begin: 02.00 in the time zone of the westernmost facility; None without any."""
    zones = Facility.objects.order_by().values_list("time_zone", flat=True).distinct()
    times = [clock.local(clock.now(), zone) for zone in zones]
    if not times:
        return None
    # When it is night in the west, it is night everywhere else.
    last = min(times, key=lambda moment: moment.replace(tzinfo=None))
    night = last.date() if last.time() >= EARLIEST else last.date() - timedelta(days=1)
    return datetime.combine(night, EARLIEST, last.tzinfo)


def night_due() -> date | None:
    """The night whose run is due; None if none is. After a failed run the next attempt waits an hour."""
    begins = night_begins()
    if begins is None:
        return None
    night = begins.date()
    failed = ReconcileRun.objects.filter(state=State.FAILED, started_at__gt=clock.now() - ABANDONED)
    done = ReconcileRun.objects.filter(night=night)
    return None if done.exists() or failed.exists() else night


@due.work_due.register
def reconcile_at_night() -> bool:
    """Performs this night's run unless it is done or another process is performing it. Returns whether it ran."""
    night = night_due()
    if night is None:
        return False
    try:
        reconcile(night=night)
    except RuleViolation:
        return False
    except Exception:
        # The caller has other work in the same round; the home page reports the missing run.
        logger.exception("reconcile_failed")
        return False
    return True
