"""pytest plugin of `benchmarks/broken_guards.py`: keeps how each test ends, one line of JSON each.

The file is named by the environment: NOTES.
"""

import json
import os
from pathlib import Path

import pytest

GREEN, RED = "green", "red"


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> None:
    """GREEN, RED where an assertion of the test itself failed, or the words of what happened instead."""
    if call.excinfo is None:
        end = GREEN
    elif call.when == "call" and call.excinfo.errisinstance((AssertionError, pytest.fail.Exception)):
        end = RED
    else:
        end = f"{call.when}: {call.excinfo.exconly()[:300]}"
    if call.when == "call" or end != GREEN:
        with Path(os.environ["NOTES"]).open("a") as notes:
            notes.write(json.dumps([item.nodeid, end]) + "\n")
