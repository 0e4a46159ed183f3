"""Long work in the background, item by item, with progress, retries and a reaper for killed workers.

A module that has such work registers a handler under a kind; a page starts a job and shows its progress. The
task queue only carries the job's id: what is done and what is left stands in `Job` and `JobItem`.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks import task

from core import audit, clock, full_disk
from core.errors import Blocker, RuleViolation, refuse_if
from core.models import Job, JobItem

Handler = Callable[[Job, JobItem], None]

logger = structlog.get_logger(__name__)
handlers: dict[str, Handler] = {}
MAX_ATTEMPTS = 3
# Far longer than one item takes, or a slow worker would be taken for a killed one.
SILENCE = timedelta(seconds=60)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that does one item of a job of this kind, in a transaction of its own.

    It is called at least once and committed at most once for each item.
    """

    def register(function: Handler) -> Handler:
        handlers[kind] = function
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
    job = Job.objects.get(pk=pk)
    while item := job.items.filter(state=JobItem.State.WAITING).first():
        _do(job, item)
        Job.objects.filter(pk=pk).update(
            heartbeat=clock.now(),
            done=job.items.filter(state=JobItem.State.DONE).count(),
            failed=job.items.filter(state=JobItem.State.FAILED).count(),
        )
    _finish(job)


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


def _finish(job: Job) -> None:
    failed = job.items.filter(state=JobItem.State.FAILED).count()
    state = Job.State.FAILED if failed else Job.State.DONE
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=clock.now(), failed=failed)


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


def retry(job: Job, *, by: Any) -> Job:
    """Takes up the failed items of a finished job again; what was done stays done. Locks the job."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job.pk)
        refuse_if(retry_blockers(job, by))
        again = job.items.filter(state=JobItem.State.FAILED).update(state=JobItem.State.WAITING, attempts=0, message="")
        job.state, job.failed, job.finished_at, job.heartbeat = Job.State.WAITING, 0, None, None
        job.save(update_fields=["state", "failed", "finished_at", "heartbeat"])
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
