"""What the tests of the lanes run in processes of their own, by `manage.py shell`."""

import json
import time

from django.core.management import call_command
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from core import jobs
from core.lanes import LONGEST, Lane
from tests.factories import UserFactory

QUICK = "quick"


@jobs.handler(QUICK)
def do_quickly(job, item):
    """Does nothing."""


@task()
def hang_outside_of_jobs() -> None:
    time.sleep(600)


def work(lane, longest=600.0):
    """A worker of the lane that is ended by what takes longer."""
    LONGEST[Lane[lane.upper()]] = longest
    call_command("work", lane)


def do_beside_hanging(longest=60.0):
    """Hangs the worker of the long lane, then starts a quick job; prints how both are once the quick one is done."""
    # Not an item of a job: that hangs in a transaction, which on SQLite keeps everybody else from writing.
    hanging = hang_outside_of_jobs.using(queue_name=Lane.LONG).enqueue()
    until = time.monotonic() + longest
    while _status(hanging) != "RUNNING" and time.monotonic() < until:
        time.sleep(0.2)
    job = jobs.start(QUICK, by=UserFactory(roles=["registrar"]), title=QUICK, items=[("a", "a")])
    while not job.is_finished and time.monotonic() < until:
        time.sleep(0.2)
        job.refresh_from_db()
    print(json.dumps({"hangs": _status(hanging), "quick": job.state}))


def _status(task):
    return DBTaskResult.objects.get(pk=task.id).status
