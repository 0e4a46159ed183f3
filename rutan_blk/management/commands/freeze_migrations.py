from django.core.management.base import BaseCommand, CommandError

from rutan_blk import releases


class Command(BaseCommand):
    help = "Before a release: writes down the migrations of this version, which nobody may edit from then on."
    # It asks no database.
    requires_system_checks = []

    def handle(self, *args, **options):
        try:
            path = releases.freeze()
        except releases.Released as released:
            raise CommandError(str(released)) from released
        self.stdout.write(f"{len(releases.migrations())} migrations stand in {path}.")
