from django.core.management.base import BaseCommand, CommandError

from rutan_blk import files_move
from rutan_blk.backups.repository import Refused


class Command(BaseCommand):
    help = (
        "Takes photos, scans and keys that sign facts from folders into the database, for a site of several machines."
    )

    def handle(self, *args, **options):
        try:
            files, keys = files_move.move()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"Taken into the database: {files} files, {keys} keys. Take a backup; then the folders can be deleted."
        )
