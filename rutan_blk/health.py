"""The state of the site's processes: what the supervisor recorded, and whether their work gets done."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from core import clock, due, health
from core.health import Finding, State
from core.jobs import SILENCE, lane_of_kind
from core.lanes import Lane
from core.models import Job
from rutan_blk import supervision

# As the log and the note of processes name them; people read them in their language.
WEB, WORKER = gettext_noop("web server"), gettext_noop("background worker")
LONG_WORKER, RUNNER = gettext_noop("worker for long work"), gettext_noop("runner of due work")
# Seconds after which waiting work means that nobody does it: a task of a busy worker, two rounds of the runner.
TASK_WAITS, ROUND_WAITS = 120, 180


@health.register("web", _("Web server"), is_cheap=True)
def web() -> Finding:
    """Always fine: the answer itself proves that the server works."""
    return _process(WEB) or Finding(State.OK, _("It answers."))


@health.register("worker", _("Background worker"), cheap_check=lambda: _process(WORKER))
def worker() -> Finding:
    return _process(WORKER) or _queue(Lane.SHORT)


@health.register("long_worker", _("Worker for long work"), cheap_check=lambda: _process(LONG_WORKER))
def long_worker() -> Finding:
    """The worker for long work, which runs only when there is some."""
    return _process(LONG_WORKER) or _queue(Lane.LONG)


def _queue(lane: Lane) -> Finding:
    ready = DBTaskResult.objects.ready().filter(queue_name=lane).order_by("enqueued_at")
    oldest = ready.values_list("enqueued_at", flat=True).first()
    waits = (clock.now() - oldest).total_seconds() if oldest else 0
    values = {"seconds": round(waits)}
    if waits > TASK_WAITS and _is_at_work(lane):
        sentence = _("A task has waited for %(seconds)s seconds behind a long job that goes on. Nothing is to be done.")
        return Finding(State.WARNING, sentence, values)
    if waits > TASK_WAITS:
        sentence = _(
            "A task has waited for %(seconds)s seconds: the worker hangs or does not run, so papers, seals and files "
            "are not made. Nothing of it is lost. Whoever runs the server types: systemctl restart terampil"
        )
        return Finding(State.FAILED, sentence, values)
    if oldest:
        return Finding(State.OK, _("The oldest task has waited for %(seconds)s seconds."), values)
    return Finding(State.OK, _("Nothing waits."))


def _is_at_work(lane: Lane) -> bool:
    """True if some job of the lane has sent a heartbeat recently."""
    running = Job.objects.filter(state=Job.State.RUNNING, heartbeat__gte=clock.now() - SILENCE)
    long_kinds = [kind for kind, of_kind in lane_of_kind.items() if of_kind is Lane.LONG]
    of_lane = Q(kind__in=long_kinds) if lane is Lane.LONG else ~Q(kind__in=long_kinds)
    return running.filter(of_lane).exists()


@health.register("runner", _("Runner of due work"), is_cheap=True)
def runner() -> Finding:
    if fault := _process(RUNNER):
        return fault
    since = due.seconds_since_last_round()
    if since is None:
        return Finding(State.WARNING, _("It has not finished a round yet. Wait three minutes and look again."))
    values = {"seconds": round(since)}
    if since > ROUND_WAITS:
        sentence = _(
            "Its last round ended %(seconds)s seconds ago: it hangs or does not run, so nothing is checked and no "
            "backup is taken. Whoever runs the server types: systemctl restart terampil"
        )
        return Finding(State.FAILED, sentence, values)
    return Finding(State.OK, _("Its last round ended %(seconds)s seconds ago."), values)


def _process(name: str) -> Finding | None:
    """What is wrong with the process; None if it runs properly or is not supervised."""
    noted = (supervision.read_note() or {}).get(name)
    if noted is None:
        return None
    if noted.get("rests"):
        return None
    if not noted["runs"]:
        sentence = _(
            "It has ended and is started again by itself; within five minutes it ended %(times)s times. If this "
            "stays, whoever runs the server types: systemctl restart terampil, and sends what journalctl -u terampil "
            "-n 50 says"
        )
        return Finding(State.FAILED, sentence, {"times": noted["ended_lately"]})
    if noted["ended_lately"]:
        sentence = _(
            "It had ended and was started again; within five minutes it ended %(times)s times. Nothing is lost. If "
            "this comes again, whoever runs the server sends what journalctl -u terampil -n 50 says"
        )
        return Finding(State.WARNING, sentence, {"times": noted["ended_lately"]})
    return None
