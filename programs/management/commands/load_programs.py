from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import TrainingCenter
from programs.catalog import csv_files


class Command(BaseCommand):
    help = "Adds programs from a CSV file to one training center, or to all; running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--training-center", metavar="CODE", help="only this center, not all of them")

    def handle(self, *, file, training_center, **options):
        centers = TrainingCenter.objects.order_by("code")
        if training_center:
            centers = centers.filter(code=training_center)
        if not centers:
            known = f"There is no training center {training_center}." if training_center else "No training center yet."
            raise CommandError(f"{known} Add one with setup_offices first.")
        try:
            with transaction.atomic():
                loaded = [(center, csv_files.load_programs(file, training_center=center)) for center in centers]
        except csv_files.BadFile as bad:
            raise CommandError(f"{file}: nothing was loaded.\n{bad}") from bad
        for center, count in loaded:
            self.stdout.write(
                f"{center.code}: {count.new} programs new, {count.unchanged} unchanged (examples, to be confirmed)."
            )
