import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.db.utils import OperationalError
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from core import database_away, jobs, lanes
from core.lanes import LONGEST, Lane
from core.time_limits import ending_the_process

# Seconds between two looks into the queue: after work, and once nothing has come for a minute.
SOON, LATER = 0.3, 0.8
QUIET = 60.0
# Seconds between two tries while the database is away.
AWAY = 3.0
logger = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Does the background work of one lane until it is stopped, or until nothing has come for a while."

    def add_arguments(self, parser):
        parser.add_argument("lane", choices=[lane.name.lower() for lane in Lane])
        parser.add_argument("--rests-after", type=float, metavar="SECONDS", help="end after so long without work")

    def handle(self, *args, lane, rests_after=None, **options):
        worker = LaneWorker(Lane[lane.upper()], rests_after)
        worker.configure_signals()
        worker.run()


class LaneWorker(Worker):
    """A worker of one lane. Every task has a time limit, and a job gives way when the worker is asked to stop."""

    def __init__(self, lane: Lane, rests_after: float | None) -> None:
        super().__init__(
            queue_names=[lane],
            interval=SOON,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.lane, self.rests_after = lane, rests_after
        self.worked_at = time.monotonic()
        self.is_away = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        jobs.stops.set()
        super().shutdown(signum, frame)

    def run(self) -> None:
        """Works until it is asked to stop, or has had nothing to do for as long as it may."""
        while self.running:
            with self._waiting_for_database():
                if not self._look_once():
                    return

    def _look_once(self) -> bool:
        """Does the next task, or waits for one. Returns False once it has rested for as long as it may."""
        close_old_connections()
        if self.lane is Lane.LONG:
            lanes.note_long_began()
        task = self._next_task()
        self._note_answer()
        if task:
            with ending_the_process(after=LONGEST[self.lane]):
                self.run_task(task)
            self.worked_at = time.monotonic()
        elif self.rests_after is not None and self._idle() >= self.rests_after:
            return False
        elif self.running:
            self._wait()
        return True

    @contextmanager
    def _waiting_for_database(self) -> Iterator[None]:
        """A database that is away for a while is waited for: a new process would not find it either.

        What was being done then counts as the work of a worker that was killed, which the next rounds take up.
        """
        try:
            yield
        except Error as error:
            if not database_away.is_away(error):
                raise
            if not self.is_away:
                logger.warning("worker_waits_for_database", lane=self.lane.name, reason=str(error).strip())
            self.is_away = True
            connection.close()
            time.sleep(AWAY)

    def _note_answer(self) -> None:
        if self.is_away:
            logger.warning("worker_goes_on", lane=self.lane.name)
        self.is_away = False

    def _idle(self) -> float:
        """Seconds without work."""
        return time.monotonic() - self.worked_at

    def _wait(self) -> None:
        time.sleep(LATER if self._idle() > QUIET else SOON)

    def _next_task(self) -> DBTaskResult | None:
        """The next task of the lane, claimed; None if there is none, or if the database is locked just now."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name, queue_name=self.lane)
        # Without a lock at first: on SQLite, it would hold up everybody who writes.
        if not ready.exists():
            return None
        try:
            with exclusive_transaction(ready.db):
                task = ready.get_locked()
                if task:
                    task.claim(self.worker_id)
                return task
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            return None
