"""Two acts that open a task for one matter at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from core import clock
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE, Matter
from inmates.inbox.models import InboxTask
from tests.factories import FacilityFactory, PersonFactory, UserFactory

TIMES = 10


def all_at_once(deed):
    """Calls `deed(number)` in this many threads, each in its own transaction; returns their answers or error names."""
    start, now = Barrier(TIMES), clock.now()

    def act(number):
        start.wait()
        try:
            with clock.moved_to(now), transaction.atomic():
                deed(number)
            return "done"
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return sorted(pool.map(act, range(TIMES)))


@pytest.mark.postgres
def test_one_matter_opened_at_once_is_one_task(committed):
    facility = FacilityFactory()
    person = PersonFactory(facility=facility)

    def deed(number):
        values = {"day": f"2026-11-{number + 10}"}
        if number % 2:
            inbox_tasks.open_task(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, person=person, values=values)
        else:
            matters = [Matter(person.pk, values=values)]
            inbox_tasks.open_each(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, matters=matters)

    answers = all_at_once(deed)

    assert answers == ["done"] * TIMES
    assert InboxTask.objects.get().is_open


@pytest.mark.postgres
def test_task_acknowledged_at_once_is_acknowledged_by_one(committed):
    facility = FacilityFactory()
    registrars = [UserFactory(roles=["registrar"], facility=facility) for _ in range(TIMES)]
    person = PersonFactory(facility=facility)
    with transaction.atomic():
        task = inbox_tasks.open_task(MISSING_FROM_FILE, role=Role.REGISTRAR, office=facility, person=person, values={})

    answers = all_at_once(lambda number: inbox_tasks.acknowledge(task, by=registrars[number], note=str(number)))

    assert answers == ["RuleViolation"] * (TIMES - 1) + ["done"]
    task.refresh_from_db()
    assert task.acknowledged_by == registrars[int(task.note)]
