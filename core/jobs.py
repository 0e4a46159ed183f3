"""Long work in the background, item by item, with progress, retries and a reaper for killed workers.

A module registers a handler for a kind of job; a page starts a job and shows its progress. The task queue carries only
the job's id; what is done and what is left is stored in `Job` and `JobItem`.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import takewhile
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from core import audit, clock, full_disk, lanes
from core.errors import Blocker, RuleViolation, refuse_if
from core.lanes import LONGEST, Lane
from core.models import Job, JobItem
from core.ports import Table
from core.time_limits import ending_the_process

Handler = Callable[[Job, JobItem], None]
# Returns the refused items (by key) with the reason.
GroupHandler = Callable[[Job, Sequence[JobItem]], Mapping[int, str]]

logger = structlog.get_logger(__name__)
handlers: Table[Handler] = Table()
# Kinds without an entry are short work.
lane_of_kind: Table[Lane] = Table()
group_handlers: Table[GroupHandler] = Table()
MAX_ATTEMPTS = 3
# Far longer than any item takes, so that a slow worker is not taken for a killed one.
SILENCE = timedelta(seconds=60)
# Seconds. After its turn, a job lets the other work of its lane go first.
TURN = 10.0
TELL_EVERY = 1.0
GROUP = 10


def handler(kind: str, lane: Lane = Lane.SHORT) -> Callable[[Handler], Handler]:
    """Registers the function that does one item of this kind of job, in a transaction of its own.

    It is called at least once and committed at most once per item, and within `lanes.LONGEST` seconds of its lane.
    """
    lane_of_kind.add(kind, lane)
    return lambda function: handlers.add(kind, function)


def group_handler(kind: str) -> Callable[[GroupHandler], GroupHandler]:
    """Registers, beside a kind's `handler`, a function that does up to ten items in one transaction, to save repeated
    queries. The items are consecutive and share the part of their reference before the first colon.

    It returns the refused items by key, with the reason. If it raises, the items are done one by one.
    """
    return lambda function: group_handlers.add(kind, function)


def start(
    kind: str,
    *,
    by: Any,
    title: str,
    items: Iterable[tuple[str, str]],
    parameters: dict | None = None,
    result_url: str = "",
) -> Job:
    """Creates a job with its items, each (label, reference); it starts when the caller's transaction commits."""
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            title=title,
            office=by.office_code,
            created_by=by,
            parameters=parameters or {},
            result_url=result_url,
        )
        rows = [JobItem(job=job, position=n, label=label, reference=ref) for n, (label, ref) in enumerate(items, 1)]
        JobItem.objects.bulk_create(rows, batch_size=500)
        Job.objects.filter(pk=job.pk).update(total=len(rows))
        job.total = len(rows)
        # After the commit: a worker uses its own connection and would not find the job earlier.
        transaction.on_commit(lambda: _enqueue(job))
    return job


def _lane(job: Job) -> Lane:
    return lane_of_kind.get(job.kind, Lane.SHORT)


def _enqueue(job: Job) -> None:
    lane = _lane(job)
    run_job.using(queue_name=lane).enqueue(job.pk)
    if lane is Lane.LONG:
        lanes.ask_for_long()


# Set when the worker is asked to stop.
stops = threading.Event()


@task()
def run_job(pk: int) -> None:
    """Does waiting items of the job for one turn, unless another worker is on it; then queues it again, or ends it."""
    job = _claimed(pk)
    if job is None:
        return
    began = told = time.monotonic()
    while items := _next(job):
        if len(items) == 1 or not _do_together(job, items):
            for item in items:
                _do(job, item)
        now = time.monotonic()
        if stops.is_set() or now - began >= TURN:
            _give_way(job)
            return
        # Nobody looks more often, and for small items counting would take longer than the work.
        if now - told >= TELL_EVERY:
            told = now
            if not _tell(job):
                # It was silent for so long that another worker has taken it over.
                return
    _finish(job)


def _claimed(pk: int) -> Job | None:
    """The job as its only worker has it; None if another worker is on it or it is finished."""
    free = Q(state=Job.State.WAITING) | Q(_silent(), state=Job.State.RUNNING)
    taken = {"state": Job.State.RUNNING, "heartbeat": clock.now(), "attempts": F("attempts") + 1}
    # A single statement claims the job; reading first would let two workers begin.
    return Job.objects.get(pk=pk) if Job.objects.filter(free, pk=pk).update(**taken) else None


def _silent() -> Q:
    """Jobs whose worker has not been heard for a minute. One heard in the future had another clock."""
    now = clock.now()
    return Q(heartbeat__lt=now - SILENCE) | Q(heartbeat__gt=now + SILENCE)


def _held(job: Job) -> QuerySet[Job]:
    """The job as long as it has not been taken over: its number of attempts is that of this claim."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def _give_way(job: Job) -> None:
    if _tell(job) and _held(job).update(state=Job.State.WAITING):
        _enqueue(job)


def _next(job: Job) -> list[JobItem]:
    """The first waiting item, together with those after it that can be done in the same transaction."""
    most = GROUP if job.kind in group_handlers else 1
    waiting = list(job.items.filter(state=JobItem.State.WAITING)[:most])
    # Items that failed before run alone, so that the others need not be repeated because of them.
    return list(takewhile(lambda item: item.attempts == 0 and _step(item) == _step(waiting[0]), waiting)) or waiting[:1]


def _step(item: JobItem) -> str:
    return item.reference.partition(":")[0]


def _do_together(job: Job, items: Sequence[JobItem]) -> bool:
    """Does the items in one transaction. Returns False, with nothing done, if they must be done one by one."""
    keys = [item.pk for item in items]
    try:
        with _attempt(job, keys), transaction.atomic():
            rows = JobItem.objects.select_for_update().filter(pk__in=keys, state=JobItem.State.WAITING)
            # A worker that was merely slow may have done some of them meanwhile.
            waiting = list(rows.order_by("position"))
            refused = group_handlers[job.kind](job, waiting) if waiting else {}
            done = [item.pk for item in waiting if item.pk not in refused]
            JobItem.objects.filter(pk__in=done).update(state=JobItem.State.DONE, message="")
    except Exception as error:
        if full_disk.is_full(error):
            raise
        logger.exception("job_group_failed", job=job.pk, items=keys)
        return False
    for item in items:
        if item.pk in refused:
            _fail(item, refused[item.pk])
    return True


def _do(job: Job, item: JobItem) -> None:
    if item.attempts >= MAX_ATTEMPTS:
        # No attempt came to an end, or the item would have failed: the work hung, or took its worker with it.
        logger.error("job_item_never_ended", job=job.pk, item=item.pk)
        return _fail(item, _given_up())
    try:
        with _attempt(job, [item.pk]), transaction.atomic():
            # Checked again under the lock: a worker that was merely slow may have done it meanwhile.
            waiting = JobItem.objects.select_for_update().filter(pk=item.pk, state=JobItem.State.WAITING)
            if waiting.exists():
                handlers[job.kind](job, item)
                JobItem.objects.filter(pk=item.pk).update(state=JobItem.State.DONE, message="")
    except RuleViolation as violation:
        # A rule would refuse again; only unexpected failures are tried three times.
        _fail(item, str(violation))
    except Exception as error:
        if full_disk.is_full(error):
            # Not this item's fault, and nothing can be recorded: the job waits until the reaper restarts it.
            raise
        # A failing item must not stop the others; the log has the details.
        logger.exception("job_item_failed", job=job.pk, item=item.pk)
        if item.attempts + 1 >= MAX_ATTEMPTS:
            _fail(item, _given_up())


@contextmanager
def _attempt(job: Job, keys: list[int]) -> Iterator[None]:
    """Counts an attempt for each item and ends the worker if it takes too long. A full disk counts for nothing."""
    items = JobItem.objects.filter(pk__in=keys)
    # Outside the work's transaction: a rollback, or the end of the worker, would reset the count, and the items would
    # be retried forever. If a group kills the worker, its items run alone next time.
    items.update(attempts=F("attempts") + 1)
    try:
        with ending_the_process(after=LONGEST[_lane(job)]):
            yield
    except Exception as error:
        if full_disk.is_full(error):
            with suppress(DatabaseError):
                items.update(attempts=F("attempts") - 1)
        raise


def _given_up() -> str:
    return _("This could not be done after three tries. Ask the administrator to look at the log.")


def _fail(item: JobItem, message: str) -> None:
    # Only what still waits: a worker that was merely slow may have done it meanwhile.
    waiting = JobItem.objects.filter(pk=item.pk, state=JobItem.State.WAITING)
    waiting.update(state=JobItem.State.FAILED, message=message)


def _tell(job: Job, **ended: Any) -> int:
    """Updates the heartbeat and the counts of done and failed items, and how it `ended`; returns 0 if the job is no
    longer this worker's.
    """
    of_state = {state: Count("pk", filter=Q(state=state)) for state in (JobItem.State.DONE, JobItem.State.FAILED)}
    counts = job.items.aggregate(**of_state)
    if job.parts > 1:
        counts["parameters"] = {**job.parameters, **_things(job)}
    if ended:
        ended["state"] = Job.State.FAILED if counts[JobItem.State.FAILED] else Job.State.DONE
    return _held(job).update(heartbeat=clock.now(), **counts, **ended)


def _things(job: Job) -> dict[str, int]:
    """How many of the things that users count are finished, and how many have a failed part."""
    # Items left with nothing to do after a failure count as done, so counting items alone would overstate.
    states: dict[str, set[str]] = defaultdict(set)
    for reference, state in job.items.exclude(state=JobItem.State.DONE).values_list("reference", "state"):
        states[_thing(reference)].add(state)
    broken = sum(JobItem.State.FAILED in found for found in states.values())
    return {"made": job.things - len(states), "broken": broken}


def _finish(job: Job) -> None:
    _tell(job, finished_at=clock.now())


def retry_blockers(job: Job, by: Any) -> list[Blocker]:
    """Reasons why `by` cannot retry: not their job, still running, or nothing failed."""
    if job.created_by_id != by.pk:
        # Items run in the name of the job's creator, so nobody else may restart it.
        return [Blocker("not_own", _("Only the person who started this work can repeat it."))]
    if not job.is_finished:
        return [Blocker("running", _("This work is still going on. Wait until it has come to its end."))]
    if not job.items.filter(state=JobItem.State.FAILED).exists():
        return [Blocker("nothing_failed", _("Nothing of this work has failed, so there is nothing to repeat."))]
    return []


def _taken_up(job: Job) -> QuerySet[JobItem]:
    """The failed items, and the later items of the same things: having had nothing to work on, those count as done."""
    failed = job.items.filter(state=JobItem.State.FAILED)
    if job.parts == 1:
        return failed
    # Descending, so that the dict keeps the first failed part of each thing.
    first = {_thing(ref): place for ref, place in failed.order_by("-position").values_list("reference", "position")}
    rows = job.items.filter(position__gte=min(first.values())).values_list("pk", "reference", "position")
    return job.items.filter(pk__in=[pk for pk, ref, place in rows if place >= first.get(_thing(ref), place + 1)])


def _thing(reference: str) -> str:
    return reference.partition(":")[2]


def retry(job: Job, *, by: Any) -> Job:
    """Retries the failed items of a finished job and those that depend on them; finished work is kept. Locks
    the job.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        refuse_if(retry_blockers(job, by))
        again = _taken_up(job).update(state=JobItem.State.WAITING, attempts=0, message="")
        job.state, job.failed, job.finished_at, job.heartbeat = Job.State.WAITING, 0, None, None
        if job.parts > 1:
            job.parameters = {**job.parameters, **_things(job)}
        job.save(update_fields=["state", "failed", "finished_at", "heartbeat", "parameters"])
        audit.record("job.retry", by=by, target=job, items=again)
        transaction.on_commit(lambda: _enqueue(job))
    return job


def reap() -> int:
    """Requeues jobs that have been silent for a minute, left by a killed worker. Returns how many."""
    limit = clock.now() - SILENCE
    # Jobs without a heartbeat were queued but never started, for example because the queue was lost.
    silent = list(Job.objects.unfinished().filter(_silent() | Q(heartbeat__isnull=True, created_at__lt=limit)))
    queued = _queued() if silent else set()
    if any(_lane(job) is Lane.LONG for job in silent):
        lanes.ask_for_long()
    # While no worker runs, each round would queue them once more.
    found = [job for job in silent if job.pk not in queued]
    for job in found:
        _enqueue(job)
    return len(found)


def _queued() -> set[int]:
    """The jobs (keys) that wait in the queue."""
    tasks = DBTaskResult.objects.ready().filter(task_path=run_job.module_path)
    return {arguments["args"][0] for arguments in tasks.values_list("args_kwargs", flat=True)}
