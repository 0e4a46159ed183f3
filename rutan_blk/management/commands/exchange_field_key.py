from django.core.management.base import BaseCommand, CommandError

from rutan_blk import field_key
from rutan_blk.backups.repository import Refused


class Command(BaseCommand):
    help = (
        "Makes a new key for NIKs and telephone numbers and encrypts everything anew while the site goes on; "
        "run_due ends the exchange. Print the halves anew at once."
    )

    def handle(self, *args, **options):
        try:
            field_key.begin()
        except (field_key.Refused, Refused) as why:
            raise CommandError(str(why)) from why
        done = 0
        while some := field_key.go_on():
            done += some
        self.stdout.write(f"{done} values are encrypted anew. {field_key.left()}")
        self.stdout.write(
            "Print the halves anew at once: manage.py key_papers FOLDER. Keep the old envelopes as well: backups from "
            "before open with the new key, but numbers in them with the old one, for two years."
        )
