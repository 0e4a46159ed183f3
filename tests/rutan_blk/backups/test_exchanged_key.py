"""The field key is exchanged by the command that an office types, on the engine of the run."""

import os
import shutil

import pytest

from tests.rutan_blk.backups.conftest import OFFICES, Site, killed_after


@pytest.mark.django_db
@pytest.mark.engines
@pytest.mark.nightly
def test_exchanged_key_opens_old_and_new_backups_and_loses_nothing_when_killed(databases, tmp_path):
    """The exchange is killed at several moments; each NIK stays readable, and backups of both keys restore."""
    made = Site(tmp_path / "a", databases.migrated(tmp_path / "a/var"), tmp_path / "repository")
    (made.var / "field_key.txt").write_text("the key of the site")
    for words in (["prepare"], OFFICES, ["shell", "-v0", "-c", MANY], ["backup"]):
        done = made.manage(*words)
        assert done.returncode == 0, done.stderr
    whole = 8.0
    for part in (0.6, 0.3, 0.5, 0.7, 0.9)[: int(os.environ.get("KILLED_EXCHANGES", "1"))]:
        killed_after(part * whole, ["exchange_field_key"], made.places)
        assert made.ask(ALL) == "300"
    made.manage("exchange_field_key")
    for _ in range(3):
        made.manage(
            "shell", "-v0", "-c", "from rutan_blk import field_key; field_key.is_under_way() and field_key.go_on()"
        )
    assert made.ask(ALL) == "300"

    assert made.manage("backup").returncode == 0
    drilled = made.manage("restore_drill")

    assert drilled.returncode == 0, drilled.stderr
    fresh = Site(tmp_path / "b", databases.empty(tmp_path / "b/var"), tmp_path / "repository")
    fresh.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("field_key.txt", "field_key_before.txt"):
        shutil.copy(made.var / name, fresh.var)
    restored = fresh.manage("restore")
    assert restored.returncode == 0, restored.stderr
    assert fresh.ask(ALL) == "300"


MANY = """
from accounts.models import Facility
from inmates.people.models import Person
for number in range(300):
    person = Person(facility=Facility.objects.get(), sex="m", birth_date="1990-01-01")
    person.set_name("Muhammad Noor"); person.set_nik(f"63050101019{number:05}"); person.save()
"""
ALL = "sum(one.nik.startswith('6305') for one in apps.get_model('inmates.Person').objects.all())"
