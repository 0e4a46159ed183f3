"""Runs of part of the suite: which databases they begin with, and on how many workers."""

import pytest

from tests import kept, run


def test_migrated_database_is_made_once_for_each_state_of_the_migrations(tmp_path):
    made = []

    def make(place):
        made.append(place)
        (place / "tests.sqlite3").write_text("migrated")

    first = kept.kept("SQLite", make, within=tmp_path, state="one")
    again = kept.kept("SQLite", make, within=tmp_path, state="one")
    other_engine = kept.kept("PostgreSQL", make, within=tmp_path, state="one")
    later = kept.kept("SQLite", make, within=tmp_path, state="two")

    assert (again, len(made)) == (first, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([other_engine.name, later.name])


def test_database_that_another_run_made_meanwhile_is_used(tmp_path):
    def make(place):
        kept.kept("SQLite", lambda other: (other / "made").write_text("first"), within=tmp_path, state="one")
        (place / "made").write_text("second")

    found = kept.kept("SQLite", make, within=tmp_path, state="one")

    assert (found / "made").read_text() == "first"
    assert list(tmp_path.iterdir()) == [found]


def test_broken_off_database_is_not_kept(tmp_path):
    def make(place):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        kept.kept("SQLite", make, within=tmp_path, state="one")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["tests/core"], ["--reuse-db", "-n", str(run.WORKERS), "--dist", "worksteal", "tests/core"]),
        (["tests/core/test_text.py"], ["--reuse-db", "tests/core/test_text.py"]),
        (["tests/core/test_text.py::test_x", "-x"], ["--reuse-db", "tests/core/test_text.py::test_x", "-x"]),
        (["-n", "0", "tests/core"], ["--reuse-db", "-n", "0", "tests/core"]),
    ],
)
def test_single_file_runs_without_further_workers(asked, expected):
    assert run.part(asked) == expected
