"""Sites of their own, on the engine of the run: a migrated database with a person, a photo and a signing key."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, connections

from tests import kept

ROOT = Path(__file__).resolve().parents[3]
FILL = """
from django.core.files.base import ContentFile
from accounts.models import Facility
from inmates.people.models import Person
person = Person(facility=Facility.objects.get(), sex="m", birth_date="1990-01-01")
person.set_name("Muhammad Noor"); person.set_nik("6305010101900001")
person.photo.save("a.jpg", ContentFile(b"a photo"), save=False); person.save()
"""
OFFICES = (
    *("setup_offices", "--facility", "RTN-X", "Rutan X", "--training-center", "BLK-X", "BLK X"),
    *("--administrator", "admin.x", "--region", "Kalimantan Selatan", "--city", "Rantau"),
    *("--time-zone", "Asia/Makassar", "--head", "Noor Aisyah", "--coordinator", "Ahmad Baihaqi"),
)


@dataclass
class Site:
    """A place of its own for settings, data and backups."""

    folder: Path
    database: str
    repository: Path

    @property
    def var(self):
        return self.folder / "var"

    @property
    def places(self):
        return {
            "DATA_DIR": str(self.var),
            "MEDIA_ROOT": str(self.var / "media"),
            "STATEMENT_KEY_DIR": str(self.var / "statement-keys"),
            "DATABASE_URL": self.database,
            "BACKUP_REPOSITORY": str(self.repository),
            "SEAL_SOCKET": str(self.folder / "no-signer"),
            "LOG_LEVEL": "CRITICAL",
        }

    def empty(self):
        """Takes away everything but the key, as on a machine of which nothing is known. For SQLite."""
        shutil.rmtree(self.var, ignore_errors=True)
        self.var.mkdir(mode=0o700)
        (self.var / "field_key.txt").write_text("the key of the site")

    def manage(self, *words, **places):
        """Runs a command of the site; returns what `subprocess.run` does."""
        command = [sys.executable, "manage.py", *map(str, words)]
        environment = {**os.environ, **self.places, **places}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    def ask(self, expression):
        """What an expression over the models of the site is, as text."""
        done = self.manage("shell", "-v0", "-c", f"from django.apps import apps; print({expression})")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def killed_after(seconds, command, places):
    """Whether a command of the site ended before it was killed, with its restic."""
    running = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, **places},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
    return running.wait() == 0


class Databases:
    """Makes databases on the engine of the run, and takes them away."""

    def __init__(self, folder):
        self.folder, self.made = folder, []

    def migrated(self, folder):
        """The address of a database in which every migration has run."""
        folder.mkdir(parents=True, mode=0o700)
        if connection.vendor == "sqlite":
            source = kept.kept("SQLite", lambda place: kept.migrate(f"sqlite:///{place}/tests.sqlite3"))
            shutil.copyfile(source / "tests.sqlite3", folder / "terampil.sqlite3")
            return f"sqlite:///{folder}/terampil.sqlite3"
        # Nobody may be connected to what is copied.
        connections.close_all()
        return self._on_postgresql(f'TEMPLATE "{connection.settings_dict["NAME"]}"')

    def empty(self, folder):
        """The address of a database without tables."""
        if connection.vendor == "sqlite":
            return f"sqlite:///{folder}/terampil.sqlite3"
        return self._on_postgresql("TEMPLATE template1")

    def _on_postgresql(self, whence):
        name = f"backups_{os.getpid()}_{len(self.made)}"
        self.made.append(name)
        self._at_server(f'CREATE DATABASE "{name}" {whence}')
        head, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        return f"{head}/{name}"

    def _at_server(self, statement):
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def drop(self):
        for name in self.made:
            self._at_server(f'DROP DATABASE IF EXISTS "{name}"')


@pytest.fixture(scope="module")
def databases(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        made = Databases(tmp_path_factory.mktemp("databases"))
        yield made
        made.drop()


@pytest.fixture(scope="module")
def site(databases, tmp_path_factory):
    """A site in use, of which one backup was taken."""
    folder = tmp_path_factory.mktemp("site")
    made = Site(folder, databases.migrated(folder / "var"), folder / "repository")
    (folder / "var/field_key.txt").write_text("the key of the site")
    for words in (["prepare"], OFFICES, ["shell", "-v0", "-c", FILL], ["backup"]):
        done = made.manage(*words)
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def fresh(site, databases, tmp_path):
    """An empty place on another machine, that knows where the backups are and has the key."""
    made = Site(tmp_path, databases.empty(tmp_path / "var"), site.repository)
    made.empty()
    return made
