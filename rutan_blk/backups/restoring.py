"""Restores a backup into an empty place, and does not call it restored before everything in it was proved.

Whatever breaks it off, a mark stays that keeps the site from being served; the same command begins anew.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from core import clock
from rutan_blk import readiness
from rutan_blk.backups import picture, proof
from rutan_blk.backups.picture import NAMES, Manifest
from rutan_blk.backups.repository import Refused, Repository, Snapshot

INCOMING, SETTINGS = "restored", "settings-of-the-backup.env"
Say = Callable[[str], object]


def restore(
    repository: Repository, name: str, *, site: str = "", heads: Sequence[Path] = (), lose: int = 0, say: Say
) -> Snapshot:
    """Restores the snapshot of that name ("latest" for the newest) to the places of the settings. Raises `Refused`.

    `heads` are copies of the signer's log; `lose` is how many of the events that it signed the backup may lack.
    """
    if not _is_begun_here():
        _refuse_data()
    snapshot = repository.find(name, host=site)
    readiness.restore_mark().write_text(_database())
    incoming = Path(settings.DATA_DIR).resolve() / INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    reading = {"backup": snapshot.id[:8], "moment": f"{snapshot.taken_at:%Y-%m-%d %H:%M}"}
    say(_("Reading backup %(backup)s of %(moment)s UTC ...") % reading)
    repository.restore(snapshot, incoming)
    folder = _folder_of(incoming)
    manifest = Manifest.read(folder)
    if manifest.engine != connection.vendor:
        raise Refused(f"The backup is of {manifest.engine}, DATABASE_URL names {connection.vendor}.")
    _refuse_what_is_newer(manifest)
    for whence, place in ((manifest.media, settings.MEDIA_ROOT), (manifest.statement_keys, settings.STATEMENT_KEY_DIR)):
        if kept := _place(incoming / Path(whence).relative_to("/"), Path(place).resolve()):
            say(f"What was in {place} is kept in {kept}")
    _keep_settings(folder)
    say(_("Restoring the database ..."))
    (_into_sqlite if connection.vendor == "sqlite" else _into_postgresql)(folder / NAMES[connection.vendor])
    connection.close()
    say(_("Proving what was restored ..."))
    _prove(manifest, heads, lose)
    shutil.rmtree(incoming, ignore_errors=True)
    readiness.restore_mark().unlink()
    return snapshot


def _refuse_what_is_newer(manifest: Manifest) -> None:
    """Tables of a later version would be taken for damaged ones."""
    known = MigrationLoader(None).disk_migrations
    if strange := [f"{app} {name}" for app, name in manifest.migrations.items() if (app, name) not in known]:
        raise Refused(
            f"The backup was taken by a newer version of this program ({', '.join(strange[:3])} is not known here). "
            "Install that version, then restore."
        )


def restore_files(repository: Repository, name: str, folder: Path, *, site: str = "") -> None:
    """Writes the photos and scans of a backup into a folder; the site itself stays as it is. Raises `Refused`."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty.")
    snapshot = repository.find(name, host=site)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as incoming:
        # Its path stands in the manifest alone.
        repository.restore(snapshot, Path(incoming), only=f"*/{picture.MANIFEST}")
        media = Manifest.read(_folder_of(Path(incoming))).media
        # To restic these signs are patterns.
        repository.restore(snapshot, Path(incoming), only=re.sub(r"([\\*?\[])", r"\\\1", media))
        found = Path(incoming) / Path(media).relative_to("/")
        if not found.exists():
            raise Refused(f"The backup holds no files of {media}.")
        shutil.copytree(found, folder, dirs_exist_ok=True)


def _database() -> str:
    """Which database the settings name, for the mark: a restore is begun anew over that one alone."""
    named = connection.settings_dict
    # A folder of a socket may be named behind the question mark of DATABASE_URL.
    host = named["OPTIONS"].get("host") or named["HOST"]
    return f"{connection.vendor} {host}:{named['PORT']} {named['NAME']}"


def _is_begun_here() -> bool:
    """Whether a restore into this database was broken off."""
    mark = readiness.restore_mark()
    return mark.exists() and mark.read_text() == _database()


def _refuse_data() -> None:
    """Anything that holds users, or tables of something else, is data of somebody."""
    readiness.keep_to_owner()
    try:
        with connection.cursor() as cursor:
            tables = set(connection.introspection.table_names(cursor))
        strange = sorted(tables - {*connection.introspection.django_table_names(), "django_migrations"})
        users = get_user_model().objects.count() if "accounts_user" in tables else 0
    except DatabaseError as error:
        raise Refused(readiness.unreachable_database(error)) from error
    finally:
        connection.close()
    if users or strange:
        what = (
            _("data of %(users)s users") % {"users": users}
            if users
            else _("tables of something else (%(tables)s)") % {"tables": ", ".join(strange[:3])}
        )
        raise Refused(
            _(
                "The database holds %(what)s, and a restore would replace it. Name an empty place in .env "
                "(DATABASE_URL, DATA_DIR), or move the data away."
            )
            % {"what": what}
        )


def _folder_of(incoming: Path) -> Path:
    found = list(incoming.glob(f"**/{picture.MANIFEST}"))
    if len(found) != 1:
        raise Refused("The backup holds no picture of a database.")
    return found[0].parent


def _place(source: Path, target: Path) -> Path | None:
    """Moves what is in a folder of the backup to its place, which may be a disk of its own. Returns where what was
    there is kept: nobody knows whether an earlier attempt has left it or it was there before.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = None
    if any(target.iterdir()):
        kept = target.with_name(f"{target.name}.before-{clock.now():%Y%m%dT%H%M%S%f}")
        kept.mkdir(mode=0o700)
        for child in list(target.iterdir()):
            shutil.move(child, kept / child.name)
    for child in source.iterdir() if source.exists() else []:
        shutil.move(child, target / child.name)
    return kept


def _keep_settings(folder: Path) -> None:
    """The settings of then lie beside those of today: addresses and passwords of a new machine may differ."""
    if (folder / picture.SETTINGS).exists():
        shutil.move(folder / picture.SETTINGS, Path(settings.DATA_DIR) / SETTINGS)


# --- The database -----------------------------------------------------------------------------------------------


def _into_sqlite(source: Path) -> None:
    connection.close()
    target = Path(connection.settings_dict["NAME"])
    # A log of another file would be written over the one that comes.
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    # A signer reaches it by its group.
    source.chmod(target.stat().st_mode & 0o660 if target.exists() else 0o600)
    target.unlink(missing_ok=True)
    shutil.move(source, target)


def put_back(folder: Path) -> Manifest:
    """Puts the database of a picture on this machine in the place of today's, and compares. Raises `Refused`."""
    manifest = Manifest.read(folder)
    if manifest.engine != connection.vendor:
        raise Refused(f"The copy is of {manifest.engine}, DATABASE_URL names {connection.vendor}.")
    source = folder / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        # The copy stays, so that it can be put back once more.
        aside = Path(f"{connection.settings_dict['NAME']}.put-back")
        shutil.copyfile(source, aside)
        _into_sqlite(aside)
    else:
        _into_postgresql(source)
    if faults := list(proof.of_rows(manifest)):
        raise Refused("\n".join(["What was put back is not what was kept:", *faults]))
    return manifest


def _into_postgresql(source: Path) -> None:
    with connection.cursor() as cursor:
        # Without users, or left by a restore that was broken off.
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
    connection.close()
    # Roles of the other machine may not exist here: `database_roles` gives rights anew.
    words = ["--no-owner", "--no-privileges", "--clean", "--if-exists", "--exit-on-error", "--single-transaction"]
    picture.run_client("pg_restore", *words, str(source))
    # The planner takes the tables for empty until autovacuum has been there, and what is proved next reads them all.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# --- The proof --------------------------------------------------------------------------------------------------


def _prove(manifest: Manifest, heads: Sequence[Path], lose: int) -> None:
    """Raises `Refused` unless everything is as it was when the backup was taken, and nothing signed is missing."""
    faults = list(proof.of_rows(manifest))
    # The program may be newer than the backup.
    call_command("migrate", interactive=False, verbosity=0)
    ContentType.objects.clear_cache()
    faults += proof.of_works()
    contradictions, lost = proof.against_anchors(heads)
    faults += contradictions
    if faults:
        raise Refused("\n".join([_("What was restored does not hold, so the site is not served:"), *faults]))
    if (missing := sum(lost.values())) != lose:
        told = ", ".join(f"{chain} {events}" for chain, events in sorted(lost.items())) or "none"
        raise Refused(
            _(
                "%(missing)s events that the signer signed are not in this backup (%(chains)s): it is older than they "
                "are. Take a newer one. If there is none, tell the data protection officer and type the number: "
                "--lose %(missing)s"
            )
            % {"missing": missing, "chains": told}
        )
