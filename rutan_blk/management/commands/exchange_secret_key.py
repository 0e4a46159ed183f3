from django.core.management.base import BaseCommand, CommandError

from rutan_blk import secret_key


class Command(BaseCommand):
    help = "Makes a new SECRET_KEY; whoever is signed in stays so until --end."

    def add_arguments(self, parser):
        parser.add_argument("--end", action="store_true", help="reads no longer what the key from before signed")
        parser.add_argument("--at-once", action="store_true", help="both: everybody has to sign in again")

    def handle(self, *args, **options):
        try:
            if not options["end"]:
                secret_key.exchange()
            if options["end"] or options["at_once"]:
                secret_key.end()
        except secret_key.Refused as why:
            raise CommandError(str(why)) from None
        self.stdout.write("Start the site again: the keys count with its next start.")
        if not (options["end"] or options["at_once"]):
            self.stdout.write("Ten hours later, when today's sign-ins are over: manage.py exchange_secret_key --end")
