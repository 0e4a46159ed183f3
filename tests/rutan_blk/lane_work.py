"""What the tests of the lanes run in processes of their own, by `manage.py shell`."""

import json
import time

from django.core.management import call_command
from django_tasks import task

from core import jobs
from core.lanes import LONGEST, Lane
from core.models import Job
from tests.factories import UserFactory

HANGS, QUICK = "hangs", "quick"


@jobs.handler(HANGS, Lane.LONG)
def hang(job, item):
    time.sleep(600)


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


def start_both(longest=60.0):
    """Starts a job that hangs and a quick one; prints how both are once the quick one is done."""
    user = UserFactory(roles=["registrar"])
    started = [jobs.start(kind, by=user, title=kind, items=[("a", "a")]).pk for kind in (HANGS, QUICK)]
    until, found = time.monotonic() + longest, {}
    while time.monotonic() < until and found != {HANGS: "running", QUICK: "done"}:
        time.sleep(0.2)
        found = dict(Job.objects.filter(pk__in=started).values_list("kind", "state"))
    print(json.dumps(found))
