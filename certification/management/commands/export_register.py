import sqlite3
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from certification.verification import register_export, status_lists


class Command(BaseCommand):
    help = "Writes what the public may check into one file, for a public side that stands alone. It holds no person."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="FILE", type=Path)

    def handle(self, *args, path, **options):
        status_lists.sign_lists()
        try:
            count = register_export.export(path)
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"{path} cannot be written: {error}. What stood there still stands.") from error
        self.stdout.write(
            f"{path} holds {count} certificates. Copy it to the public side; nothing comes back from there."
        )
