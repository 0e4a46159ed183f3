"""The state of the site's processes: what the supervisor recorded, and whether their work gets done."""

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from core import clock, due, health
from core.health import Finding, State
from core.jobs import SILENCE, lane_of_kind
from core.lanes import Lane
from core.models import Job
from rutan_blk import supervision

WEB, WORKER, RUNNER = "web server", "background worker", "runner of due work"
LONG_WORKER = "worker for long work"
# Seconds after which waiting work means that nobody does it: a task of a busy worker, two rounds of the runner.
TASK_WAITS, ROUND_WAITS = 120, 180


@health.register("web")
def web() -> Finding:
    """Always fine: the answer itself proves that the server works."""
    return _process(WEB) or Finding(State.OK, "It answers.")


@health.register("worker")
def worker() -> Finding:
    return _process(WORKER) or _queue(Lane.SHORT)


@health.register("long_worker")
def long_worker() -> Finding:
    """The worker for long work, which runs only when there is some."""
    return _process(LONG_WORKER) or _queue(Lane.LONG)


def _queue(lane: Lane) -> Finding:
    ready = DBTaskResult.objects.ready().filter(queue_name=lane).order_by("enqueued_at")
    oldest = ready.values_list("enqueued_at", flat=True).first()
    waits = (clock.now() - oldest).total_seconds() if oldest else 0
    if waits > TASK_WAITS and _is_at_work(lane):
        return Finding(State.WARNING, f"A task has waited for {waits:.0f} seconds behind a long job that goes on.")
    if waits > TASK_WAITS:
        return Finding(State.FAILED, f"A task has waited for {waits:.0f} seconds: the worker hangs or does not run.")
    return Finding(State.OK, "Nothing waits." if not oldest else f"The oldest task has waited for {waits:.0f} seconds.")


def _is_at_work(lane: Lane) -> bool:
    """True if some job of the lane has sent a heartbeat recently."""
    running = Job.objects.filter(state=Job.State.RUNNING, heartbeat__gte=clock.now() - SILENCE)
    long_kinds = [kind for kind, of_kind in lane_of_kind.items() if of_kind is Lane.LONG]
    of_lane = Q(kind__in=long_kinds) if lane is Lane.LONG else ~Q(kind__in=long_kinds)
    return running.filter(of_lane).exists()


@health.register("runner")
def runner() -> Finding:
    if fault := _process(RUNNER):
        return fault
    since = due.seconds_since_last_round()
    if since is None:
        return Finding(State.WARNING, "It has not finished a round yet.")
    if since > ROUND_WAITS:
        return Finding(State.FAILED, f"Its last round ended {since:.0f} seconds ago: it hangs or does not run.")
    return Finding(State.OK, f"Its last round ended {since:.0f} seconds ago.")


def _process(name: str) -> Finding | None:
    """What is wrong with the process; None if it runs properly or is not supervised."""
    noted = (supervision.read_note() or {}).get(name)
    if noted is None:
        return None
    if noted.get("rests"):
        return None
    if not noted["runs"]:
        return Finding(State.FAILED, f"It has ended {noted['ended_lately']} times lately and waits for its next start.")
    if noted["ended_lately"]:
        return Finding(State.WARNING, f"It was started again; it ended {noted['ended_lately']} times lately.")
    return None
