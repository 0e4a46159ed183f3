"""Backup and drill as works of upkeep."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reports.upkeep.works import A_WEEK, Work, register
from rutan_blk.backups.drill import drill
from rutan_blk.backups.taking import take_backup


def is_set_up() -> bool:
    """Whether this site knows where to keep backups."""
    return bool(settings.BACKUP_REPOSITORY)


BACKUP = register(
    Work(
        "backup",
        _("Backup"),
        _("Database, photos, scans, settings and signing keys, encrypted, in another place."),
        _("Whoever runs the server plugs the medium in and types manage.py backup; it says what is missing."),
        take_backup,
        late_after=timedelta(hours=26),
        is_set_up=is_set_up,
    )
)
DRILL = register(
    Work(
        "restore_drill",
        _("Restore drill"),
        _("The newest backup is restored in a scratch place and everything in it is proved."),
        _("The last backup cannot be relied on. Whoever runs the server types manage.py restore_drill today."),
        drill,
        every=A_WEEK,
        late_after=timedelta(days=10),
        is_set_up=is_set_up,
    )
)
