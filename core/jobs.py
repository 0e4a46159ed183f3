"""Long work in the background, item by item, with progress, retries and a reaper for killed workers.

A module that has such work registers a handler under a kind; a page starts a job and shows its progress. The
task queue only carries the job's id: what is done and what is left stands in `Job` and `JobItem`.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import takewhile
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from core import audit, clock, full_disk
from core.errors import Blocker, RuleViolation, refuse_if
from core.models import Job, JobItem

Handler = Callable[[Job, JobItem], None]
# Answers which items were refused (by key) and why.
GroupHandler = Callable[[Job, Sequence[JobItem]], Mapping[int, str]]

logger = structlog.get_logger(__name__)
handlers: dict[str, Handler] = {}
group_handlers: dict[str, GroupHandler] = {}
MAX_ATTEMPTS = 3
# Far longer than one item takes, or a slow worker would be taken for a killed one.
SILENCE = timedelta(seconds=60)
TELL_EVERY = 1.0  # seconds
GROUP = 10


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that does one item of a job of this kind, in a transaction of its own.

    It is called at least once and committed at most once for each item.
    """

    def register(function: Handler) -> Handler:
        handlers[kind] = function
        return function

    return register


def group_handler(kind: str) -> Callable[[GroupHandler], GroupHandler]:
    """Registers beside the `handler` of a kind the function that does up to ten of its items in one transaction, where
    that spares asking the same ten times. They follow each other, and their references agree up to the first colon.

    It answers which of them were refused, by key, and why. When it breaks, they are done one by one.
    """

    def register(function: GroupHandler) -> GroupHandler:
        group_handlers[kind] = function
        return function

    return register


def start(
    kind: str,
    *,
    by: Any,
    title: str,
    items: Iterable[tuple[str, str]],
    parameters: dict | None = None,
    result_url: str = "",
) -> Job:
    """A new job with its items, each (label, reference); it starts when the caller's transaction is committed."""
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
        # Not earlier: a worker, on a connection of its own, would not find the job.
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


@task()
def run_job(pk: int) -> None:
    """Does every waiting item of the job, unless another worker is at it."""
    now = clock.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, heartbeat__lt=now - SILENCE)
    # One statement decides which worker has it; reading first would let two begin.
    if not Job.objects.filter(free, pk=pk).update(state=Job.State.RUNNING, heartbeat=now, attempts=F("attempts") + 1):
        return
    job, told = Job.objects.get(pk=pk), time.monotonic()
    while items := _next(job):
        if len(items) == 1 or not _do_together(job, items):
            for item in items:
                _do(job, item)
        # Nobody looks more often, and with small items counting would take longer than the work.
        if time.monotonic() - told >= TELL_EVERY:
            _tell(job)
            told = time.monotonic()
    _finish(job)


def _next(job: Job) -> list[JobItem]:
    """The first item that waits, with those after it that can be done together with it."""
    most = GROUP if job.kind in group_handlers else 1
    waiting = list(job.items.filter(state=JobItem.State.WAITING)[:most])
    # Whoever has failed before goes alone, so that the others need not be tried again for its sake.
    return list(takewhile(lambda item: item.attempts == 0 and _step(item) == _step(waiting[0]), waiting)) or waiting[:1]


def _step(item: JobItem) -> str:
    return item.reference.partition(":")[0]


def _do_together(job: Job, items: Sequence[JobItem]) -> bool:
    """Does the items in one transaction; False, with nothing done, where they are to be done one by one."""
    keys = [item.pk for item in items]
    # Outside the transaction, as for a single one: should they take the worker with them, they go alone the next time.
    JobItem.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1)
    try:
        with transaction.atomic():
            rows = JobItem.objects.select_for_update().filter(pk__in=keys, state=JobItem.State.WAITING)
            # A worker that was only slow, not dead, may have done some of them meanwhile.
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
    # Outside the transaction of the work, which would take the count back and let an item be tried for ever.
    JobItem.objects.filter(pk=item.pk).update(attempts=F("attempts") + 1)
    try:
        with transaction.atomic():
            # Asked again under the lock: a worker that was only slow, not dead, may have done it meanwhile.
            waiting = JobItem.objects.select_for_update().filter(pk=item.pk, state=JobItem.State.WAITING)
            if waiting.exists():
                handlers[job.kind](job, item)
                JobItem.objects.filter(pk=item.pk).update(state=JobItem.State.DONE, message="")
    except RuleViolation as violation:
        # A rule that says no says it again: only what broke by accident is tried three times.
        _fail(item, str(violation))
    except Exception as error:
        if full_disk.is_full(error):
            # No fault of this item, and nothing can be noted: the whole job waits until the reaper takes it up again.
            raise
        # Whatever goes wrong with one item must not stop the others; the log has the details.
        logger.exception("job_item_failed", job=job.pk, item=item.pk)
        if item.attempts + 1 >= MAX_ATTEMPTS:
            _fail(item, _("This could not be done after three tries. Ask the administrator to look at the log."))


def _fail(item: JobItem, message: str) -> None:
    JobItem.objects.filter(pk=item.pk).update(state=JobItem.State.FAILED, message=message)


def _tell(job: Job) -> int:
    """Notes a sign of life and how many items are done and failed; returns the latter."""
    of_state = {state: Count("pk", filter=Q(state=state)) for state in (JobItem.State.DONE, JobItem.State.FAILED)}
    counts = job.items.aggregate(**of_state)
    if job.parts > 1:
        counts["parameters"] = {**job.parameters, **_things(job)}
    Job.objects.filter(pk=job.pk).update(heartbeat=clock.now(), **counts)
    return counts[JobItem.State.FAILED]


def _things(job: Job) -> dict[str, int]:
    """How many of the things that people count are made whole, and of how many a part failed."""
    # What a failed part leaves nothing to do for is done, so that the parts alone tell too much.
    states: dict[str, set[str]] = defaultdict(set)
    for reference, state in job.items.exclude(state=JobItem.State.DONE).values_list("reference", "state"):
        states[_thing(reference)].add(state)
    broken = sum(JobItem.State.FAILED in found for found in states.values())
    return {"made": job.things - len(states), "broken": broken}


def _finish(job: Job) -> None:
    failed = _tell(job)
    state = Job.State.FAILED if failed else Job.State.DONE
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=clock.now())


def retry_blockers(job: Job, by: Any) -> list[Blocker]:
    """Why `by` cannot take up what failed: another person's job, still at work, or nothing failed."""
    if job.created_by_id != by.pk:
        # Each item is done in the name of whoever started the job, so nobody else may start it again.
        return [Blocker("not_own", _("Only the person who started this work can repeat it."))]
    if not job.is_finished:
        return [Blocker("running", _("This work is still going on. Wait until it has come to its end."))]
    if not job.items.filter(state=JobItem.State.FAILED).exists():
        return [Blocker("nothing_failed", _("Nothing of this work has failed, so there is nothing to repeat."))]
    return []


def _taken_up(job: Job) -> QuerySet[JobItem]:
    """The items that failed, and those of the same things that come after them: with nothing to work on they did
    nothing, and count as done."""
    failed = job.items.filter(state=JobItem.State.FAILED)
    if job.parts == 1:
        return failed
    # From the last on, so that of each thing the first part that failed remains.
    first = {_thing(ref): place for ref, place in failed.order_by("-position").values_list("reference", "position")}
    rows = job.items.filter(position__gte=min(first.values())).values_list("pk", "reference", "position")
    return job.items.filter(pk__in=[pk for pk, ref, place in rows if place >= first.get(_thing(ref), place + 1)])


def _thing(reference: str) -> str:
    return reference.partition(":")[2]


def retry(job: Job, *, by: Any) -> Job:
    """Takes up the failed items of a finished job again, and what follows from them; what was done stays done. Locks
    the job."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        refuse_if(retry_blockers(job, by))
        again = _taken_up(job).update(state=JobItem.State.WAITING, attempts=0, message="")
        job.state, job.failed, job.finished_at, job.heartbeat = Job.State.WAITING, 0, None, None
        if job.parts > 1:
            job.parameters = {**job.parameters, **_things(job)}
        job.save(update_fields=["state", "failed", "finished_at", "heartbeat", "parameters"])
        audit.record("job.retry", by=by, target=job, items=again)
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


def reap() -> int:
    """Queues again what a killed worker left: jobs that have been silent for a minute. Returns how many."""
    limit = clock.now() - SILENCE
    # One without a sign of life was queued and never begun, as when the queue was lost.
    silent = Job.objects.unfinished().filter(Q(heartbeat__lt=limit) | Q(heartbeat__isnull=True, created_at__lt=limit))
    pks = list(silent.values_list("pk", flat=True))
    for pk in pks:
        run_job.enqueue(pk)
    return len(pks)
