"""Restores the newest backup in a scratch place, once a week, by the command that would be typed after a loss."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from core import key_ring
from reports.upkeep.works import Outcome
from rutan_blk.backups import repository
from rutan_blk.backups.repository import Refused

FOLDER = "restore-drill"


def drill() -> Outcome:
    """What a restore of the newest backup says, and whether it came to its end. Raises `Refused`."""
    repository.own()
    folder = Path(settings.DATA_DIR).resolve() / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        with _scratch_database(folder) as url:
            done = subprocess.run(
                [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), "restore", "--site", repository.site()],
                env={**os.environ, **_places(folder), **_keys(), "DATABASE_URL": url},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if done.returncode:
        # One that was killed says nothing.
        return Outcome(faults=done.stderr.strip().splitlines() or [f"The restore ended with {done.returncode}."])
    return Outcome(says=done.stdout.strip().splitlines())


def _places(folder: Path) -> dict[str, str]:
    """Settings under which nothing of the site itself is written, and its signer is not asked."""
    return {
        "DATA_DIR": str(folder / "var"),
        "MEDIA_ROOT": str(folder / "var/media"),
        "STATEMENT_KEY_DIR": str(folder / "var/statement-keys"),
        "SEAL_SOCKET": str(folder / "no-signer"),
        "BACKUP_REPOSITORY": settings.BACKUP_REPOSITORY,
    }


def _keys() -> dict[str, str]:
    """During an exchange a backup holds values of both keys."""
    key, *before = (one.text for one in key_ring.ring())
    return {"FIELD_KEY": key, "FIELD_KEYS_BEFORE": ",".join(before)}


@contextmanager
def _scratch_database(folder: Path) -> Iterator[str]:
    """The address of an empty database that goes with the drill."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/var/terampil.sqlite3"
        return
    name = f"{connection.settings_dict['NAME']}_drill"
    quoted = connection.ops.quote_name(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
            cursor.execute(f"CREATE DATABASE {quoted}")
    except DatabaseError as error:
        role = connection.settings_dict["USER"]
        raise Refused(
            f"The drill needs a scratch database: {str(error).strip()}. As root: "
            f"su postgres -c 'psql -c \"ALTER ROLE {role} CREATEDB\"'"
        ) from error
    try:
        yield _url(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")


def _url(name: str) -> str:
    """The address of another database at the same server."""
    own, mark, options = os.environ["DATABASE_URL"].partition("?")
    return f"{own.rpartition('/')[0]}/{name}{mark}{options}"
