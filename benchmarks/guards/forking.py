"""pytest plugin of `benchmarks/broken_guards.py`: takes guards that stand in functions out of forks of a warm process.

All tests run once, with every guard in its place. Then each guard is taken away in a fork of this process: its
function gets the other code, or its database the other form, and its tests run there. A guard outside of functions (a
setting, a decorator, a constant) is left to a process that imports it anew. Files named by the environment: ROWS (in),
NOTES (out), and for the row with the number n NOTES.n, which stays away where nothing could be exchanged.
"""

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.db import connection, connections

from benchmarks.guards import noting
from benchmarks.mutants_judged import Elsewhere, changed_codes, exchange_codes, go_apart, is_class

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 300  # seconds for the tests of one row


def pytest_runtestloop(session: pytest.Session) -> bool:
    rows = json.loads(Path(os.environ["ROWS"]).read_text())
    for item, following in zip(session.items, [*session.items[1:], Elsewhere(session)], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    connections.close_all()
    for number, row in enumerate(rows):
        tests = [item for item in session.items if row["tests"].count(noting.test_of(item, row["tests"]))]
        judge(session, row, tests, f"{os.environ['NOTES']}.{number}")
    return True


def judge(session: pytest.Session, row: dict, tests: list[pytest.Item], notes: str) -> None:
    """Leaves how the tests of the row end without its guard in `notes`."""
    with tempfile.TemporaryDirectory() as folder:
        database = shutil.copy(connection.settings_dict["NAME"], folder)
        if row["statements"]:
            with closing(sqlite3.connect(database)) as changed:
                changed.executescript(";".join(row["statements"]))
        child = os.fork()
        if not child:
            with suppress(BaseException):
                os.environ["NOTES"] = notes
                connection.settings_dict["NAME"] = database
                run_in_child(session, row, tests)
            os._exit(0)
        os.waitpid(child, 0)


def run_in_child(session: pytest.Session, row: dict, tests: list[pytest.Item]) -> None:
    """Of a test with many examples only as many run as are needed to see one fail."""
    go_apart(LONGEST)
    if not (row["statements"] or is_exchanged(row)):
        return
    noting.ended.clear()
    for item in tests:
        if (noting.test_of(item, row["tests"]), noting.RED) not in noting.ended:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=Elsewhere(session))


def is_exchanged(row: dict) -> bool:
    """Whether the functions that hold the guard have other code now."""
    path = ROOT / row["file"]
    if path.suffix != ".py":
        return False
    source = path.read_text()
    old = compile(source, str(path), "exec")
    pairs = list(changed_codes(old, compile(source.replace(row["stands"], row["broken"]), str(path), "exec")))
    if not pairs or any(one.co_name == "<module>" or is_class(one) for one, _new in pairs):
        return False
    return exchange_codes(pairs)
