from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.upkeep import running
from reports.upkeep.models import UpkeepRun
from rutan_blk.backups.upkeep_works import DRILL


class Command(BaseCommand):
    help = "Restores the newest backup in a scratch place and proves everything in it. The site goes on meanwhile."

    def handle(self, *args, **options):
        try:
            run = running.run(DRILL)
        except running.UnderWay as error:
            raise CommandError(_("Another process does upkeep at this moment. Wait until it has ended.")) from error
        if run.state != UpkeepRun.State.WELL:
            raise CommandError(run.says)
        self.stdout.write(run.says)
