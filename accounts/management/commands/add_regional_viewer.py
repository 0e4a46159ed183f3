from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.administering import NewPassword, add_regional_viewer
from accounts.forms import USERNAME
from core.errors import RuleViolation


class Command(BaseCommand):
    help = "Adds a user of a regional office (Kanwil), who sees figures of all its facilities and no names."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("full_name", metavar="NAME")
        parser.add_argument("--region", required=True, help="as the facilities have it, such as 'Kalimantan Selatan'")
        parser.add_argument("--staff-number", default="")

    def handle(self, *args, username, full_name, region, staff_number, **options):
        new = NewPassword.for_one_time()
        try:
            USERNAME(username)
            user = add_regional_viewer(
                by=None,
                region=region,
                new=new,
                username=username,
                full_name=full_name,
                staff_number=staff_number,
            )
        except (RuleViolation, ValidationError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{region}: sign in as {user.username} with the one-time password {new.clear} (24 hours).")
