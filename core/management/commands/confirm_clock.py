from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core import clock, clock_watch


class Command(BaseCommand):
    help = "Says that the clock of this machine is right, after somebody has looked at a watch; the audit keeps it."

    def handle(self, *args, **options):
        clock_watch.confirm()
        moment = clock_watch.written(clock.now())
        self.stdout.write(_("It is %(moment)s. From here on the clock is believed again.") % {"moment": moment})
