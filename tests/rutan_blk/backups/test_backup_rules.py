"""What backup and drill refuse, asked of their functions."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from core import key_mark
from rutan_blk.backups import drill, picture, proof, repository, restoring, taking
from rutan_blk.backups.repository import Refused, Repository, Snapshot
from tests.conftest import MONDAY

pytestmark = pytest.mark.django_db


def test_drill_whose_restore_was_killed_is_not_well(monkeypatch, settings, tmp_path):
    """Regression: a restore that was killed for its memory said nothing, which counted as no fault."""
    settings.BACKUP_REPOSITORY, settings.DATA_DIR = str(tmp_path / "repository"), tmp_path
    killed = subprocess.CompletedProcess([], -9, "", "")
    monkeypatch.setattr(drill, "_scratch_database", scratch)
    monkeypatch.setattr(drill.subprocess, "run", lambda *_, **__: killed)

    assert drill.drill().faults == ["The restore ended with -9."]


class scratch:  # noqa: N801  # in place of a context manager written as a function
    def __init__(self, folder):
        self.url = f"sqlite:///{folder}/x.sqlite3"

    def __enter__(self):
        return self.url

    def __exit__(self, *_):
        return None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p@127.0.0.1:5432/site", "postgres://u:p@127.0.0.1:5432/x"),
        ("postgres:///site?host=/var/run/postgresql", "postgres:///x?host=/var/run/postgresql"),
        ("postgres:////tmp/sock/site", "postgres:////tmp/sock/x"),
        ("postgres://u@//tmp/sock/site?sslmode=disable", "postgres://u@//tmp/sock/x?sslmode=disable"),
    ],
)
def test_scratch_database_stands_at_the_same_server(monkeypatch, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)

    assert drill._url("x") == expected


def test_backup_is_refused_while_the_clock_stands_before_the_last_one(monkeypatch, tmp_path):
    """By its day it would be the oldest, and let go at once."""
    kept = Repository(str(tmp_path))
    for later, is_refused in ((timedelta(days=1), True), (timedelta(minutes=1), False), (-timedelta(days=1), False)):
        newest = Snapshot("ab", (MONDAY + later).astimezone(UTC), "BLK-X")
        monkeypatch.setattr(kept, "snapshots", lambda *, host, newest=newest: [newest])
        if is_refused:
            with pytest.raises(Refused, match="Betulkan jamnya"):
                taking._refuse_a_clock_set_back(kept)
        else:
            taking._refuse_a_clock_set_back(kept)


def test_password_in_an_address_is_shown_nowhere():
    assert Repository("rest:https://user:secret@backup.example/x").shown == "rest:https://backup.example/x"
    assert Repository("/media/cadangan").shown == "/media/cadangan"


def manifest(**tables):
    facts = {"tables": tables, "chains": {}, "migrations": {}, "media": "/m", "statement_keys": "/k"}
    return picture.Manifest(taken_at="x", engine="x", key_mark=key_mark.digest(), **facts)


def test_backup_of_an_older_program_is_compared_by_what_it_had():
    """Regression: tables that came later were counted before they were made."""
    assert list(proof.of_rows(manifest(inmates_person=0))) == []
    assert list(proof.of_rows(manifest(inmates_person=3))) == ["inmates_person: 0 rows, 3 when the backup was taken"]
    assert list(proof.of_rows(manifest(gone=1))) == ["gone: no rows, 1 when the backup was taken"]


def test_full_disk_is_refused_before_anything_is_written(monkeypatch, settings, tmp_path):
    usage = type(picture.shutil.disk_usage("/"))(total=10**12, used=10**12, free=1_000_000)
    monkeypatch.setattr(picture.shutil, "disk_usage", lambda _place: usage)
    monkeypatch.setattr(picture, "connection", FakePostgreSQL())

    with pytest.raises(Refused, match="needs room for a copy of 5 MB; 1 MB are free"):
        picture.take(tmp_path / "picture")

    assert not Path(tmp_path, "picture").exists()


class FakePostgreSQL:
    """As much of a connection as is asked for a size."""

    vendor = "postgresql"

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, _statement):
        return None

    def fetchone(self):
        return (5_000_000,)


def test_newest_backup_is_that_of_the_one_site_asked_for(monkeypatch):
    """Regression: the newest of all sites of a repository was restored, whosever it was."""
    kept = Repository("/place")
    rows = [
        {"id": "aa", "time": "2026-11-22T02:00:00+08:00", "hostname": "BLK-X"},
        {"id": "bb", "time": "2026-11-23T02:00:00+08:00", "hostname": "BLK-Y"},
    ]
    answer = subprocess.CompletedProcess([], 0, json.dumps(rows), "")
    monkeypatch.setattr(kept, "_run", lambda *_words, **_how: answer)

    assert kept.find("latest", host="BLK-X").id == "aa"
    assert kept.find("bb").id == "bb"
    with pytest.raises(Refused, match="Name one of them: --site BLK-X or BLK-Y"):
        kept.find("latest")
    with pytest.raises(Refused, match="There is no backup latest of BLK-Z"):
        kept.find("latest", host="BLK-Z")


def test_restic_that_hangs_is_ended_and_told_of(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "restic").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "restic").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(repository, "SHORT", 1)

    with pytest.raises(Refused, match="restic snapshots tidak selesai dalam 0 menit: /place macet"):
        Repository("/place").snapshots()


def test_backup_of_a_newer_program_is_refused():
    newer = replace(manifest(), migrations={"core": "9999_of_tomorrow", "inmates": "0001_initial"})

    with pytest.raises(Refused, match=r"newer version of this program \(core 9999_of_tomorrow is not known here\)"):
        restoring._refuse_what_is_newer(newer)


def test_mark_of_a_restore_tells_sockets_apart(monkeypatch):
    """Regression: two servers whose sockets stood behind the question mark counted as one database."""
    marks = set()
    for socket in ("/run/one", "/run/two"):
        monkeypatch.setitem(restoring.connection.settings_dict, "OPTIONS", {"host": socket})
        marks.add(restoring._database())

    assert len(marks) == 2
