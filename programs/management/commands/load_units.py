from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.catalog import csv_files


class Command(BaseCommand):
    help = "Adds competency units from a CSV file; running it again changes nothing. All rows count as examples."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            loaded = csv_files.load_units(file)
        except csv_files.BadFile as bad:
            raise CommandError(f"{file}: nothing was loaded.\n{bad}") from bad
        self.stdout.write(f"Units: {loaded.new} new, {loaded.unchanged} unchanged (examples, to be confirmed).")
