"""Numbers when many processes issue at the same time, on either database, each with connections of its own."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.factories.certification import many_approved

NUMBERS = (
    "SELECT n.number, c.enrollment_id FROM certification_seriesnumber n "
    "LEFT JOIN certification_certificate c ON c.number_id = n.id ORDER BY n.number"
)


def issue_together(keys, processes, database, tmp_path):
    """Each process has its own share and the first keys of its neighbor's."""
    shares = [keys[n::processes] + keys[(n + 1) % processes :: processes][:2] for n in range(processes)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.certification.issue.issue_together"],
        input=json.dumps({"shares": shares}),
        env={**os.environ, "DATABASE_URL": database, "DATA_DIR": str(tmp_path)},
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def expect_one_each(rows, keys):
    issued = [key for key in keys if key % 5]
    holders = [holder for _number, holder in rows]

    assert [number for number, _holder in rows] == list(range(1, len(issued) + 1))
    assert len(set(holders)) == len(issued)
    assert None not in holders


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="true row locks")
def test_sixteen_processes_issue_without_gap(committed, tmp_path):
    keys = many_approved(800)
    server = os.environ["DATABASE_URL"].rpartition("/")[0]

    issue_together(keys, 16, f"{server}/{connection.settings_dict['NAME']}", tmp_path)

    with connection.cursor() as cursor:
        cursor.execute(NUMBERS)
        expect_one_each(cursor.fetchall(), keys)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file that eight processes write")
def test_eight_processes_issue_without_gap_on_one_file(committed, tmp_path):
    keys = many_approved(120)
    file = tmp_path / "together.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()

    issue_together(keys, 8, f"sqlite:///{file}", tmp_path)

    with sqlite3.connect(file) as found:
        expect_one_each(found.execute(NUMBERS).fetchall(), keys)
    found.close()
