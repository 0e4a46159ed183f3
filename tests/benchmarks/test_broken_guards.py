"""The table of the guards is true of this tree, and its page is that of the table."""

from dataclasses import replace

import pytest

from benchmarks.guards import table
from benchmarks.guards.page import PAGE, page
from benchmarks.guards.table import Row

ROW = Row(
    subject="Nothing",
    attack="Somebody reads the name of this test",
    guard="It is no secret",
    file="tests/benchmarks/test_broken_guards.py",
    stands='guard="It is' + " no secret",
    broken="",
    tests=["tests/benchmarks/test_broken_guards.py::test_every_row_is_true_of_this_tree"],
)


def test_every_row_is_true_of_this_tree():
    assert [fault for row in table.rows() for fault in table.faults(row)] == []


def test_each_guard_has_a_name_of_its_own():
    names = [row.guard for row in table.rows()]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"stands": "what nobody" + " wrote"}, ["its text stands 0 times in its file"]),
        ({"stands": "def test_"}, ["its text stands 5 times in its file"]),
        ({"file": "tests/benchmarks/test_nothing.py"}, ["its text stands 0 times in its file"]),
        ({"engine": "Oracle"}, ["nobody knows the database Oracle"]),
        ({"tests": []}, ["no test is named"]),
        ({"tests": [f"{ROW.file}::test_every_row"]}, [f"there is no test {ROW.file}::test_every_row"]),
    ],
)
def test_a_row_that_is_no_longer_true_is_named(changed, said):
    row = replace(ROW, **changed)

    assert list(table.faults(row)) == [f"{row.guard} ({row.file}): {one}" for one in said]


def test_the_page_is_that_of_the_table():
    assert PAGE.read_text() == page()
