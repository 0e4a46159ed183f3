from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.upkeep import running
from reports.upkeep.models import UpkeepRun
from rutan_blk.backups import repository
from rutan_blk.backups.upkeep_works import BACKUP


class Command(BaseCommand):
    help = (
        "Takes a backup into BACKUP_REPOSITORY while the site goes on: database, files, settings and signing keys, "
        "encrypted. The field key, with which alone it opens, is not in it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--new", action="store_true", help="makes the repository in a place where none was before")

    def handle(self, *args, **options):
        try:
            if options["new"]:
                repository.own().make()
            run = running.run(BACKUP)
        except repository.Refused as refused:
            raise CommandError(str(refused)) from refused
        except running.UnderWay as error:
            raise CommandError(_("Another process does upkeep at this moment. Wait until it has ended.")) from error
        if run.state != UpkeepRun.State.WELL:
            raise CommandError(run.says)
        self.stdout.write(run.says)
