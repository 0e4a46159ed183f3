from django.core.management.base import BaseCommand, CommandError

from accounts.models import TrainingCenter
from certification.verification import statement_keys, status_lists
from certification.verification.models import StatementKey
from core.errors import RuleViolation


class Command(BaseCommand):
    help = "Keys that sign the facts in the QR of certificates: makes one, replaces it, marks one as no longer trusted."

    def add_arguments(self, parser):
        what = parser.add_subparsers(dest="what", required=True)
        new = what.add_parser("new", help="makes a key; the one in use is retired, what it signed stays valid")
        new.add_argument("center", metavar="CENTER", help="code of the training center")
        bad = what.add_parser("compromised", help="others may know the key: what it signed proves nothing any more")
        bad.add_argument("kid", metavar="KEY")
        what.add_parser("list", help="shows all keys")

    def handle(self, *args, what, **options):
        try:
            getattr(self, f"_{what}")(**options)
        except (TrainingCenter.DoesNotExist, StatementKey.DoesNotExist):
            raise CommandError(
                "There is no such training center or key. `statement_key list` shows what there is."
            ) from None
        except RuleViolation as refused:
            raise CommandError(str(refused)) from refused

    def _new(self, center, **options):
        key = statement_keys.new_key(TrainingCenter.objects.get(code=center))
        status_lists.sign_lists()
        self.stdout.write(f"Key {key.kid} of {center} signs from now on. {statement_keys.place_of(key)}")

    def _compromised(self, kid, **options):
        key = statement_keys.distrust(StatementKey.objects.get(kid=kid))
        self.stdout.write(f"Key {key.kid} is published as no longer trusted. Make another: statement_key new CENTER")

    def _list(self, **options):
        for key in StatementKey.objects.select_related("training_center"):
            self.stdout.write(f"{key.kid} {key.training_center.code} {key.state} since {key.used_from:%Y-%m-%d}")
