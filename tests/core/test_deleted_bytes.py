"""What is deleted leaves no bytes behind in the file of a database on SQLite."""

import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

WORD = b"kenari perak"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database keeps its own files")
def test_a_deleted_row_cannot_be_read_in_the_file(tmp_path):
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        # As it is where nobody built it otherwise.
        file.execute("PRAGMA secure_delete=OFF")
        file.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
        file.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, label TEXT)")
        file.executemany("INSERT INTO contact (label) VALUES (?)", [(WORD.decode() * 20,)] * 50)
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert WORD in path.read_bytes()

        file.execute("DELETE FROM contact")
        file.commit()
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert WORD not in path.read_bytes()
