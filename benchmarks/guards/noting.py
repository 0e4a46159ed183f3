"""pytest plugin of `benchmarks/broken_guards.py`: keeps how each test ends, one line of JSON each.

The file is named by the environment: NOTES.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import IntegrityError

ROOT = Path(__file__).resolve().parent.parent.parent
GREEN, RED = "green", "red"
NOTICED = (AssertionError, pytest.fail.Exception, IntegrityError)
NOT_FOUND = (LookupError, TypeError, ValueError)
# The site's own refusal, whose module may be imported only after the settings are read.
REFUSED = "RuleViolation"
# Name and end of each test so far, with its example and without.
ended = set[tuple[str, str]]()


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> None:
    """GREEN, RED where the test noticed (`is_noticed`), or the words of what happened instead."""
    if call.excinfo is None:
        end = GREEN
    elif call.when == "call" and is_noticed(call.excinfo):
        end = RED
    else:
        end = f"{call.when}: {call.excinfo.exconly()[:300]}"
    if call.when == "call" or end != GREEN:
        ended.update({(item.nodeid, end), (item.nodeid.partition("[")[0], end)})
        with Path(os.environ["NOTES"]).open("a") as notes:
            notes.write(json.dumps([item.nodeid, end]) + "\n")


def is_noticed(raised: pytest.ExceptionInfo) -> bool:
    """Whether an assertion failed, a rule or the database refused what it should not have met, or the test itself did
    not find what it compares (a header, an event): nothing of the site stands behind it then.
    """
    if raised.errisinstance(NOTICED) or raised.typename == REFUSED:
        return True
    ours = [Path(entry.path) for entry in raised.traceback if Path(entry.path).is_relative_to(ROOT)]
    return bool(ours) and ours[-1].is_relative_to(ROOT / "tests") and raised.errisinstance(NOT_FOUND)


def test_of(item: pytest.Item, tests: Iterable[str]) -> str:
    """The one of these tests to which the item belongs, by its own name or as one of its examples; else empty."""
    names = (item.nodeid, item.nodeid.partition("[")[0])
    return next((name for name in names if name in tests), "")
