from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from rutan_blk.backups import picture, restoring
from rutan_blk.backups.repository import Refused


class Command(BaseCommand):
    help = (
        "For an upgrade, while the site is stopped: keeps the database as it is in a folder of this machine, and puts "
        "it back from there. It is no backup: no files, nothing encrypted, the same disk."
    )
    # The tables may be those of another version.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("act", choices=["keep", "put_back"])
        parser.add_argument("folder", type=Path, help="a folder of its own; `keep` makes it anew")

    def handle(self, *args, act, folder, **options):
        try:
            if act == "keep":
                kept = picture.take(folder.resolve())
            else:
                kept = restoring.put_back(folder.resolve())
        except (Refused, OSError, DatabaseError) as error:
            raise CommandError(str(error)) from error
        said = "is kept" if act == "keep" else "is back, row by row as it was"
        self.stdout.write(f"The database of {kept.taken_at[:16]} {said}: {sum(kept.tables.values())} rows.")
