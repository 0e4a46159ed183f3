"""A worker whose database is away waits for it; what its own code does wrong still ends it."""

import pytest
from django.db import OperationalError, ProgrammingError
from structlog.testing import capture_logs

from core.lanes import Lane
from core.management.commands import work


@pytest.fixture
def worker(monkeypatch):
    """One that finds in its queue what the test puts there: errors, or None for no task. Then it is stopped."""
    monkeypatch.setattr(work, "AWAY", 0)
    monkeypatch.setattr(work, "SOON", 0)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    closed: list[bool] = []
    monkeypatch.setattr(work, "connection", type("Closing", (), {"close": lambda: closed.append(True)}))
    one = work.LaneWorker(Lane.SHORT, None)
    one.found, one.closed = [], closed

    def next_task():
        if isinstance(found := one.found.pop(0), Exception):
            raise found
        one.running = bool(one.found)

    one._next_task = next_task
    return one


def away():
    error = OperationalError("connection refused")
    error.__cause__ = type("Refused", (Exception,), {"pgcode": None})()
    return error


def test_worker_waits_while_the_database_is_away_and_says_so_once(worker):
    worker.found = [away(), away(), None]

    with capture_logs() as log:
        worker.run()

    assert [line["event"] for line in log] == ["worker_waits_for_database", "worker_goes_on"]
    assert worker.closed == [True, True]


def test_error_of_its_own_ends_the_worker(worker):
    worker.found = [ProgrammingError("no such column"), None]

    with pytest.raises(ProgrammingError):
        worker.run()
