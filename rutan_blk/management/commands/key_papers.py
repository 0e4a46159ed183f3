from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import audit, clock, key_mark, key_ring
from core.models import KeyMark
from printing.box_fit import Unprintable
from rutan_blk.backups import key_halves, key_paper


class Command(BaseCommand):
    help = (
        "Writes the field key as two PDF, half of it on each, to be printed and put into two envelopes. Without both "
        "no backup opens and no NIK can be read again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, help="where to write them: a stick, or a folder that nobody else reads"
        )

    def handle(self, *args, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        if fault := key_mark.fault():
            raise CommandError(fault)
        today = clock.today(settings.TIME_ZONE)
        halves = key_halves.split(key_ring.current().text)
        paths = [folder / f"kunci-data-paruh-{number}.pdf" for number in (1, 2)]
        if there := [path for path in paths if path.exists()]:
            raise CommandError(f"{there[0]} exists; print it and delete it, or name another folder.")
        try:
            papers = [key_paper.sheet(half, number, on=today) for number, half in enumerate(halves, 1)]
        except Unprintable as error:
            raise CommandError(str(error)) from error
        for path, paper in zip(paths, papers, strict=True):
            with open(path, "xb", opener=key_halves.owner_only) as file:
                file.write(paper)
            self.stdout.write(str(path))
        KeyMark.objects.update(halves_printed_at=clock.now())
        audit.record("keys.print_halves", by=None)
        self.stdout.write(
            "Print both on a printer without a memory, delete the files, and seal each sheet into an envelope of its "
            "own. Keep them at two places."
        )
