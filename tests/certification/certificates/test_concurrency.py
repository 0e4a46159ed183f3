"""Numbers when many processes issue at the same time and some are killed, on either database.

Each process has a connection of its own. The whole walk (with files, and with the database killed) is `test_crashes`.
"""

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.certification.certificates.issue_together import acknowledged
from tests.factories.certification import many_approved

NUMBERS = (
    "SELECT n.series_id, n.number, c.id, c.number_text, c.code FROM certification_seriesnumber n "
    "LEFT JOIN certification_certificate c ON c.number_id = n.id ORDER BY n.series_id, n.number"
)


def issue_together(keys, processes, database, folder, kills=0):
    """Each process has its own share and the first keys of its neighbor's."""
    shares = [keys[n::processes] + keys[(n + 1) % processes :: processes][:2] for n in range(processes)]
    asked = {"shares": shares, "folder": str(folder), "kills": kills, "rollbacks": 20, "files": False}
    done = subprocess.run(
        [sys.executable, "-m", "tests.certification.certificates.issue_together"],
        input=json.dumps(asked),
        env={**os.environ, "DATABASE_URL": database, "DATA_DIR": str(folder)},
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])["kills"]


def expect_one_each(rows, classes, folder):
    """No gap and none twice in any series; whatever a process was told stands in the register."""
    numbers, told = {}, acknowledged(folder)
    for series, number, *_rest in rows:
        numbers.setdefault(series, []).append(number)

    assert sorted(numbers.values()) == [list(range(1, len(keys) + 1)) for keys in sorted(classes, key=len)]
    assert {key: (text, code) for _series, _number, key, text, code in rows if key in told} == told
    assert set(told) == {key for keys in classes for key in keys}


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="true row locks")
def test_sixteen_processes_issue_four_series_without_gap_though_some_are_killed(committed, tmp_path):
    classes = [many_approved(size) for size in (60, 61, 62, 63)]
    mixed = [key for turn in range(63) for keys in classes for key in keys[turn : turn + 1]]
    server = os.environ["DATABASE_URL"].rpartition("/")[0]

    killed = issue_together(mixed, 16, f"{server}/{connection.settings_dict['NAME']}", tmp_path, kills=20)

    assert killed > 5
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS)
        expect_one_each(cursor.fetchall(), classes, tmp_path)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file that eight processes write")
def test_eight_processes_issue_without_gap_on_one_file(committed, tmp_path):
    keys = many_approved(60)
    file = tmp_path / "together.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()

    issue_together(keys, 8, f"sqlite:///{file}", tmp_path)

    with sqlite3.connect(file) as found:
        expect_one_each(found.execute(NUMBERS).fetchall(), [keys], tmp_path)
    found.close()
