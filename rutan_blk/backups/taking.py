"""Takes a backup: a picture of the database, the files, the settings, and the keys that sign facts."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock, kept_files
from reports.upkeep.models import UpkeepRun
from reports.upkeep.works import Outcome
from rutan_blk.backups import drill, picture, repository
from rutan_blk.backups.repository import Refused, Repository

FOLDER = "backup-picture"


def take_backup() -> Outcome:
    """Stores one snapshot and proves the repository. Raises `Refused`, or whatever kept it from the end."""
    kept = repository.own()
    _see_that_it_is_there(kept)
    _refuse_a_clock_set_back(kept)
    folder = Path(settings.DATA_DIR).resolve() / FOLDER
    # One that was killed has left a copy of the whole database in clear.
    shutil.rmtree(folder.parent / drill.FOLDER, ignore_errors=True)
    try:
        manifest = picture.take(folder)
        faults = list(_left_out(Path(manifest.media)))
        snapshot = kept.store([folder, Path(manifest.media), Path(manifest.statement_keys)], host=repository.site())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    kept.check()
    kept.forget_old()
    rows = sum(manifest.tables.values())
    says = _("Backup %(backup)s in %(place)s: %(rows)s rows, %(chains)s chains.")
    told = {"backup": snapshot[:8], "place": kept.shown, "rows": rows, "chains": len(manifest.chains)}
    return Outcome(faults, [says % told])


def _see_that_it_is_there(kept: Repository) -> None:
    """The first one is made; one that is missing later is a medium that is not plugged in."""
    if kept.is_there():
        return
    if UpkeepRun.objects.filter(work="backup", state=UpkeepRun.State.WELL).exists():
        raise Refused(
            _(
                "There is no repository of backups at %(place)s. Is the medium plugged in? If this is a new place: "
                "manage.py backup --new"
            )
            % {"place": kept.shown}
        )
    kept.make()


def _refuse_a_clock_set_back(kept: Repository) -> None:
    """By its day a new backup would be the oldest, and let go at once."""
    newest = kept.snapshots(host=repository.site())[-1:]
    if newest and newest[0].taken_at > clock.now() + timedelta(minutes=5):
        raise Refused(
            _(
                "The newest backup is of %(moment)s UTC, which is later than the clock of this machine says. Set the "
                "clock right."
            )
            % {"moment": f"{newest[0].taken_at:%Y-%m-%d %H:%M}"}
        )


def _left_out(media: Path) -> Iterator[str]:
    """Yields a sentence for each file that belongs into the backup and is not in it."""
    yield from kept_files.missing()
    yield from (f"{path} is a link; what it leads to is in no backup" for path in media.rglob("*") if path.is_symlink())
