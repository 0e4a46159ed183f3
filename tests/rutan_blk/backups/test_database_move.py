"""An office that outgrows SQLite takes its proofs along."""

import shutil

import pytest

from tests import kept
from tests.rutan_blk.backups.conftest import FILL, OFFICES, Site

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.nightly]
HEADS = "list(apps.get_model('core.AuditChain').objects.order_by('name').values_list('name', 'length', 'head'))"
BELIEVED = """
from django.db import connection
cursor = connection.cursor()
cursor.execute("SELECT reltuples::int FROM pg_class WHERE relname = 'accounts_user'"); print(cursor.fetchone()[0])
"""
SECOND = """
from inmates.people.models import Person
person = Person(facility=Person.objects.get().facility, sex="f", birth_date="1991-02-02")
person.set_name("Siti Aminah"); person.save(); print(person.pk)
"""


@pytest.fixture(scope="module")
def small_office(tmp_path_factory):
    """A site on SQLite with two offices, their users, a person and their audit."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "var").mkdir(mode=0o700)
    source = kept.kept("SQLite", lambda place: kept.migrate(f"sqlite:///{place}/tests.sqlite3"))
    shutil.copyfile(source / "tests.sqlite3", folder / "var/terampil.sqlite3")
    (folder / "var/field_key.txt").write_text("the key of the site")
    made = Site(folder, f"sqlite:///{folder}/var/terampil.sqlite3", folder / "repository")
    for words in (["prepare"], OFFICES, ["shell", "-v0", "-c", FILL]):
        done = made.manage(*words)
        assert done.returncode == 0, done.stderr
    return made


def test_moved_site_holds_and_goes_on(small_office, databases, tmp_path):
    url = databases.empty(tmp_path)

    done = small_office.manage("move_database", TARGET_DATABASE_URL=url, PORT="0")

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Put the new DATABASE_URL into .env, then type: make setup\n")
    moved = Site(small_office.folder, url, small_office.repository)
    assert moved.ask(HEADS) == small_office.ask(HEADS)
    assert int(moved.manage("shell", "-v0", "-c", BELIEVED).stdout) == 4
    # Times keep their microseconds, keys go on behind the last, and what protects tables is in force again.
    assert moved.manage("verify_audit").returncode == 0
    assert moved.manage("shell", "-v0", "-c", SECOND).returncode == 0
    refused = moved.manage(
        "shell", "-v0", "-c", "from core.models import AuditEvent; AuditEvent.objects.all().delete()"
    )
    assert "append-only" in refused.stderr


def test_database_with_data_is_not_moved_into(small_office, site):
    done = small_office.manage("move_database", TARGET_DATABASE_URL=site.database, PORT="0")

    assert done.returncode == 1
    assert "berisi data 4 pengguna" in done.stderr


def test_only_sqlite_is_moved_and_only_to_postgresql(small_office, site):
    from_postgresql = site.manage("move_database", TARGET_DATABASE_URL="postgres://a@b/c", PORT="0")
    to_sqlite = small_office.manage("move_database", TARGET_DATABASE_URL="sqlite:////tmp/x.sqlite3", PORT="0")
    nowhere = small_office.manage("move_database", TARGET_DATABASE_URL="postgres://nobody@127.0.0.1:1/x", PORT="0")

    assert "names no database of SQLite" in from_postgresql.stderr
    assert "Name a database of PostgreSQL" in to_sqlite.stderr
    assert "tidak menjawab" in nowhere.stderr
