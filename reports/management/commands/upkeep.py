from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.upkeep import running
from reports.upkeep.models import UpkeepRun
from reports.upkeep.works import WORKS


class Command(BaseCommand):
    help = (
        "Proves audit, register, seals, keys and files, takes a backup and, once a week, restores it in a scratch "
        "place: whatever of it is due, or the WORKS that are named."
    )

    def add_arguments(self, parser):
        parser.add_argument("works", nargs="*", choices=[[], *WORKS], metavar="WORK", help=", ".join(WORKS))

    def handle(self, *args, works, **options):
        try:
            runs = [running.run(WORKS[code]) for code in works] if works else running.run_due()
        except running.UnderWay as error:
            raise CommandError(_("Another process does upkeep at this moment. Wait until it has ended.")) from error
        for run in runs:
            self.stdout.write(f"{WORKS[run.work].title}: {run.get_state_display()}")
            for line in run.lines:
                self.stdout.write(f"  {line}")
        if not runs:
            self.stdout.write(_("Nothing is due."))
        if any(run.state != UpkeepRun.State.WELL for run in runs):
            raise CommandError(_("Not everything is well; the lines above say what."))
