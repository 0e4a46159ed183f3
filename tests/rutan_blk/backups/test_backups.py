"""A backup is taken, restored and proved by the commands that an office types, on the engine of the run."""

import json
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.db import connection

from tests.rutan_blk.backups.conftest import ROOT, killed_after

NIK = "apps.get_model('inmates.Person').objects.get().nik"
RUNS = "list(apps.get_model('reports.UpkeepRun').objects.order_by('pk').values_list('work', 'state'))"


@pytest.mark.django_db
@pytest.mark.engines
def test_restored_site_is_the_one_that_was_backed_up(site, fresh):
    done = fresh.manage("restore")

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("sudah dipulihkan, dan semua isinya terbukti utuh. Ketik: manage.py prepare\n")
    assert fresh.ask(NIK) == "6305010101900001"
    assert [path.read_bytes() for path in fresh.var.glob("media/photos/*.jpg")] == [b"a photo"]
    assert len(list(fresh.var.glob("statement-keys/*.pem"))) == 1
    assert not (fresh.var / "restored").exists()
    assert not (fresh.var / "restore-begun").exists()
    if connection.vendor == "sqlite":
        assert stat.S_IMODE((fresh.var / "terampil.sqlite3").stat().st_mode) == 0o600


@pytest.mark.nightly
@pytest.mark.once
def test_nothing_of_a_picture_stays_and_the_key_is_in_no_backup(site):
    assert not (site.var / "backup-picture").exists()
    assert "the key of the site" not in snapshot_listing(site)
    assert "field_key" not in snapshot_listing(site)


def snapshot_listing(site):
    """Every path in the newest snapshot."""
    words = "from rutan_blk.backups import repository as r; print(r.own()._run('ls', 'latest').stdout)"
    return site.manage("shell", "-v0", "-c", words).stdout


@pytest.mark.once
def test_backup_does_not_open_with_another_key(fresh):
    (fresh.var / "field_key.txt").write_text("made at the first start")

    done = fresh.manage("restore")

    assert done.returncode == 1
    assert "were made with another field key" in done.stderr
    assert not (fresh.var / "restore-begun").exists()


@pytest.mark.once
def test_site_with_data_is_never_restored_over(site):
    before = site.ask(NIK)

    done = site.manage("restore")

    assert done.returncode == 1
    assert "Basis data berisi data 4 pengguna" in done.stderr
    assert site.ask(NIK) == before
    assert not (site.var / "restore-begun").exists()


@pytest.mark.django_db
@pytest.mark.nightly
@pytest.mark.engines
def test_drill_restores_by_itself_and_leaves_nothing(site):
    done = site.manage("restore_drill")

    assert done.returncode == 0, done.stderr
    assert "semua isinya terbukti utuh" in done.stdout
    assert not (site.var / "restore-drill").exists()
    assert "('restore_drill', 'well')" in site.ask(RUNS)


@pytest.mark.nightly
@pytest.mark.once
def test_backup_says_what_is_missing(site, tmp_path):
    nowhere = site.manage("backup", BACKUP_REPOSITORY="")
    gone = site.manage("restore", "--list", BACKUP_REPOSITORY=str(tmp_path / "unplugged"))
    without = site.manage("backup", PATH=str(tmp_path))

    assert "BACKUP_REPOSITORY di .env belum menyebut" in nowhere.stderr
    assert "Apakah disknya tercolok?" in gone.stderr
    assert "apt-get install restic" in without.stderr
    assert "('backup', 'failed')" in site.ask(RUNS)


@pytest.mark.nightly
@pytest.mark.once
def test_photos_alone_are_taken_out_of_a_backup(site, tmp_path):
    done = site.manage("restore", "--files", tmp_path / "taken")

    assert done.returncode == 0, done.stderr
    assert [path.read_bytes() for path in (tmp_path / "taken").glob("photos/*")] == [b"a photo"]
    assert "is not empty" in site.manage("restore", "--files", tmp_path / "taken").stderr


@pytest.mark.nightly
@pytest.mark.once
def test_snapshots_are_listed_and_an_unknown_one_is_refused(site, fresh):
    listed = site.manage("restore", "--list").stdout.splitlines()

    assert len(listed) >= 1
    assert listed[0].endswith("UTC  BLK-X")
    assert "There is no backup ffffff" in fresh.manage("restore", "--snapshot", "ffffff").stderr


@pytest.mark.django_db
@pytest.mark.once
def test_restore_that_was_broken_off_is_seen_and_begun_anew(fresh):
    """Killed in its midst, the site is not served, and the same command restores it whole."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "restore"],
        cwd=ROOT,
        env={**os.environ, **fresh.places},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        for line in running.stdout:
            if line.startswith("Membuktikan"):
                running.send_signal(signal.SIGKILL)
    assert (fresh.var / "restore-begun").exists()
    refused = fresh.manage("serve", DEBUG="true")
    assert refused.returncode == 2
    assert "Pemulihan cadangan belum selesai" in refused.stderr

    done = fresh.manage("restore")

    assert done.returncode == 0, done.stderr
    assert fresh.ask(NIK) == "6305010101900001"


@pytest.mark.once
def test_damage_in_the_repository_is_found_and_nothing_is_served(site, fresh, tmp_path):
    """Every byte that restic stores is proved when it is read back."""
    shutil.copytree(site.repository, tmp_path / "damaged")
    packs = sorted((tmp_path / "damaged/data").glob("*/*"), key=lambda path: -path.stat().st_size)
    packs[0].chmod(0o600)
    content = bytearray(packs[0].read_bytes())
    content[len(content) // 2] ^= 0xFF
    packs[0].write_bytes(content)

    done = fresh.manage("restore", BACKUP_REPOSITORY=str(tmp_path / "damaged"))

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: restic ended with")
    assert (fresh.var / "restore-begun").exists()


@pytest.mark.nightly
@pytest.mark.once
def test_restored_site_that_differs_from_its_manifest_is_refused(site, databases, tmp_path):
    """A picture whose rows are others than its manifest says, as if the dump had lost some."""
    done = site.manage("shell", "-v0", "-c", FORGED.format(repository=tmp_path / "forged"))
    assert done.returncode == 0, done.stderr
    other = type(site)(tmp_path / "x", databases.empty(tmp_path / "x/var"), tmp_path / "forged")
    other.var.mkdir(parents=True)
    (other.var / "field_key.txt").write_text("the key of the site")

    done = other.manage("restore")

    assert done.returncode == 1
    assert "inmates_person: 1 rows, 2 when the backup was taken" in done.stderr
    assert "the head of the chain is not that of the backup" in done.stderr


FORGED = """
import json
from pathlib import Path
from django.conf import settings
from rutan_blk.backups import picture, repository
kept = repository.Repository("{repository}")
kept.make()
folder = Path(settings.DATA_DIR, "backup-picture")
manifest = picture.take(folder)
manifest.tables["inmates_person"] = 2
manifest.chains["RTN-X"] = (1, "0" * 64)
manifest.write(folder)
kept.store([folder, Path(manifest.media)], host="x")
"""


def seconds_of(act):
    """How long it takes on this machine, which must end well."""
    started = time.monotonic()
    done = act()
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


@pytest.mark.nightly
@pytest.mark.once
def test_killed_backups_never_say_that_they_are_good_and_are_not(site, fresh, tmp_path):
    """Kills at random moments; whatever a run says is then asked of the repository itself."""
    chance = random.Random(20261201)
    places = {**site.places, "BACKUP_REPOSITORY": str(tmp_path / "killed")}
    whole = seconds_of(lambda: site.manage("backup", "--new", **places))
    for _ in range(int(os.environ.get("KILLED_BACKUPS", "1"))):
        killed_after(chance.uniform(0.3, 1.1) * whole, ["backup"], places)
        # Of several a day only the last three stay.
        newest = [one for one in json.loads(site.ask(GOOD)) if places["BACKUP_REPOSITORY"] in one][-1]
        assert newest[:8] in site.manage("restore", "--list", **places).stdout
    # Whatever was left behind, the next one is whole, and so is what it restores.
    assert site.manage("backup", **places).returncode == 0
    done = fresh.manage("restore", BACKUP_REPOSITORY=places["BACKUP_REPOSITORY"])
    assert done.returncode == 0, done.stderr
    assert not (site.var / "backup-picture").exists()


@pytest.mark.nightly
@pytest.mark.once
def test_killed_restores_are_never_served(site, fresh):
    """Kills at random moments, each into what the one before has left behind."""
    chance = random.Random(20261202)
    whole = seconds_of(lambda: fresh.manage("restore"))
    killed, asked = 0, int(os.environ.get("KILLED_RESTORES", "1"))
    fresh.empty()
    while killed < asked:
        if killed_after(chance.uniform(0.1, 1.0) * whole, ["restore"], fresh.places):
            # It was quicker than the first one, so nothing was killed.
            assert not (fresh.var / "restore-begun").exists()
            fresh.empty()
            continue
        killed += 1
        if not (fresh.var / "restore-begun").exists():
            # Before it began there is nothing to serve, at most a database without tables; after its end everything.
            if has_tables(fresh.var / "terampil.sqlite3"):
                assert fresh.ask(NIK) == "6305010101900001"
                fresh.empty()
            continue
        refused = fresh.manage("serve", DEBUG="true")
        assert (refused.returncode, "not restored to its end" in refused.stderr) == (2, True)
    assert fresh.manage("restore").returncode == 0
    assert fresh.ask(NIK) == "6305010101900001"


def has_tables(database):
    """Whether this file of SQLite holds any; opening an empty one has given it a head already."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as found:
        return found.execute("SELECT count(*) FROM sqlite_master").fetchone() > (0,)


GOOD = (
    "__import__('json').dumps([run.says.split()[1] + ' ' + run.says for run in "
    "apps.get_model('reports.UpkeepRun').objects.filter(work='backup', state='well').order_by('pk')])"
)


@pytest.mark.nightly
@pytest.mark.once
def test_database_is_copied_while_somebody_writes(site):
    """Rows that come meanwhile are in the copy or not, and the copy is whole."""
    with closing(sqlite3.connect(site.var / "terampil.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE inmates_person SET full_name = 'half written'")

        done = site.manage("backup")

        writer.execute("ROLLBACK")
    assert done.returncode == 0 or "database is locked" in done.stderr


@pytest.mark.nightly
@pytest.mark.once
def test_medium_that_is_not_plugged_in_gets_no_second_repository(site, tmp_path):
    """Regression: a new one was made in the empty folder below the medium, and all was well."""
    done = site.manage("backup", BACKUP_REPOSITORY=str(tmp_path / "mount"))

    assert done.returncode == 1
    assert "Apakah disknya tercolok?" in done.stderr
    assert not (tmp_path / "mount").exists()
    assert "jalur lengkap" in site.manage("backup", BACKUP_REPOSITORY="backups").stderr


@pytest.mark.nightly
@pytest.mark.once
def test_repository_that_lost_its_head_gets_no_second_key(site, tmp_path):
    shutil.copytree(site.repository, tmp_path / "headless")
    (tmp_path / "headless/config").chmod(0o600)
    (tmp_path / "headless/config").unlink()

    assert "is damaged" in site.manage("backup", "--new", BACKUP_REPOSITORY=str(tmp_path / "headless")).stderr


@pytest.mark.nightly
@pytest.mark.once
def test_backup_without_a_file_that_belongs_to_it_is_not_well(site, tmp_path):
    (photo,) = site.var.glob("media/photos/*.jpg")
    photo.rename(tmp_path / "away.jpg")
    photo.symlink_to(tmp_path / "away.jpg")
    try:
        linked = site.manage("backup")
        photo.unlink()
        missing = site.manage("backup")
    finally:
        photo.unlink(missing_ok=True)
        (tmp_path / "away.jpg").rename(photo)
        # The newest is what other tests restore.
        assert site.manage("backup").returncode == 0

    assert "is a link; what it leads to is in no backup" in linked.stderr
    assert "the file of its photo is not there" in missing.stderr
    assert not (site.var / "backup-picture").exists()


@pytest.mark.nightly
@pytest.mark.once
def test_tables_of_something_else_are_never_dropped(fresh):
    with closing(sqlite3.connect(fresh.var / "terampil.sqlite3")) as strange:
        strange.execute("CREATE TABLE payroll (id integer)")

    done = fresh.manage("restore")

    assert done.returncode == 1
    assert "tabel milik program lain (payroll)" in done.stderr


@pytest.mark.nightly
@pytest.mark.once
def test_mark_of_another_restore_opens_no_site_in_use(site):
    """Regression: a restore that was broken off let the next one replace whatever database the settings named."""
    mark = site.var / "restore-begun"
    mark.write_text("sqlite : /elsewhere/terampil.sqlite3")
    try:
        done = site.manage("restore")
    finally:
        mark.unlink()

    assert "berisi data 4 pengguna" in done.stderr
    assert site.ask(NIK) == "6305010101900001"


@pytest.mark.nightly
@pytest.mark.once
def test_files_that_were_there_are_kept_and_a_folder_that_is_a_link_stays_one(fresh, tmp_path):
    (tmp_path / "large disk").mkdir()
    (tmp_path / "large disk/mine.txt").write_text("mine")
    (fresh.var / "media").symlink_to(tmp_path / "large disk")

    done = fresh.manage("restore")

    assert done.returncode == 0, done.stderr
    assert (fresh.var / "media").is_symlink()
    assert len(list((tmp_path / "large disk/photos").iterdir())) == 1
    (kept,) = tmp_path.glob("large disk.before-*")
    assert (kept / "mine.txt").read_text() == "mine"
    assert str(kept) in done.stdout


@pytest.mark.django_db
@pytest.mark.nightly
@pytest.mark.engines
def test_kept_database_is_put_back_as_it_was(site, tmp_path):
    folder = tmp_path / "kept"
    kept = site.manage("database_copy", "keep", folder)
    site.manage("shell", "-v0", "-c", "from accounts.models import User; User.objects.update(full_name='Changed')")

    done = site.manage("database_copy", "put_back", folder)

    assert (kept.returncode, done.returncode) == (0, 0), kept.stderr + done.stderr
    assert "is back, row by row as it was" in done.stdout
    assert site.ask("apps.get_model('accounts.User').objects.filter(full_name='Changed').count()") == "0"
    assert site.manage("database_copy", "put_back", tmp_path / "nowhere").stderr.startswith("CommandError: ")
