from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from rutan_blk.backups import repository, restoring


class Command(BaseCommand):
    help = (
        "Restores a backup of BACKUP_REPOSITORY into an empty place and proves it. The field key has to be there "
        "first: python -m rutan_blk.backups.key_halves joins its halves from both envelopes."
    )
    # There may be no tables yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--snapshot", default="latest", metavar="ID", help="another backup than the newest")
        parser.add_argument("--site", default="", metavar="CODE", help="of which site, where several share a place")
        parser.add_argument("--list", action="store_true", help="names the backups and restores nothing")
        parser.add_argument(
            "--files", type=Path, metavar="FOLDER", help="writes photos and scans of the backup there, and nothing else"
        )
        parser.add_argument(
            "--heads",
            action="append",
            type=Path,
            default=[],
            metavar="FILE",
            help="a copy of the signer's heads.log: a backup older than what it signed is refused",
        )
        parser.add_argument(
            "--lose", type=int, default=0, metavar="COUNT", help="how many signed events the backup may lack"
        )

    def handle(self, *args, snapshot, site, heads, lose, **options):
        try:
            kept = repository.own()
            if options["list"]:
                for one in kept.snapshots(host=site):
                    self.stdout.write(f"{one.id[:8]}  {one.taken_at:%Y-%m-%d %H:%M} UTC  {one.host}")
                return
            if folder := options["files"]:
                restoring.restore_files(kept, snapshot, folder, site=site)
                sentence = _("Photos and scans are in %(folder)s. Copy what is missing to %(media)s")
                self.say(sentence % {"folder": folder, "media": settings.MEDIA_ROOT})
                return
            done = restoring.restore(kept, snapshot, site=site, heads=heads, lose=lose, say=self.say)
        except (repository.Refused, OSError, DatabaseError) as error:
            raise CommandError(str(error)) from error
        sentence = _("Backup %(backup)s is restored, and everything in it holds. Type: manage.py prepare")
        self.say(sentence % {"backup": done.id[:8]})

    def say(self, sentence: str):
        self.stdout.write(sentence)
        self.stdout.flush()
