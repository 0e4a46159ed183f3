"""A full disk: the page says so, nothing is half written, and the numbers go on without a gap."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.factories.certification import many_approved

ROOM = 600_000
REGISTER = (
    "SELECT n.number, c.id IS NOT NULL, s.last_number FROM certification_seriesnumber n "
    "JOIN certification_numberseries s ON s.id = n.series_id "
    "LEFT JOIN certification_certificate c ON c.number_id = n.id ORDER BY n.number"
)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file that may not grow")
def test_issue_on_a_full_disk_says_so_and_goes_on_without_a_gap(committed, tmp_path):
    keys = many_approved(12)
    file = tmp_path / "full.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()

    done = subprocess.run(
        [sys.executable, "-m", "tests.certification.certificates.on_a_full_disk"],
        input=json.dumps({"keys": keys, "room": ROOM}),
        env={**os.environ, "DATABASE_URL": f"sqlite:///{file}", "DATA_DIR": str(tmp_path), "LOG_LEVEL": "CRITICAL"},
        text=True,
        capture_output=True,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    full = [answer for answer in found["answers"] if answer[0] != 302]
    assert full == [[507, "Penyimpanan server penuh"]]
    assert found["answers"].index(full[0]) == found["when_full"] > 0
    with sqlite3.connect(file) as register:
        assert register.execute(REGISTER).fetchall() == [(number, 1, len(keys)) for number in range(1, len(keys) + 1)]
    register.close()
