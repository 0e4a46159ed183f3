from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.administering import NewPassword, add_probation_officer
from accounts.forms import USERNAME
from accounts.models import ProbationOffice, TimeZone
from core.errors import RuleViolation


class Command(BaseCommand):
    help = "Adds a user of a probation office (Bapas), who sees clients that agreed to it; makes the office if needed."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("full_name", metavar="NAME")
        parser.add_argument("--office", nargs=2, required=True, metavar=("CODE", "NAME"))
        parser.add_argument("--time-zone", choices=TimeZone.values, default=TimeZone.WITA)
        parser.add_argument("--staff-number", default="")

    def handle(self, *args, username, full_name, office, time_zone, staff_number, **options):
        code, name = office
        new = NewPassword.for_one_time()
        try:
            USERNAME(username)
            with transaction.atomic():
                kept, _made = ProbationOffice.objects.get_or_create(
                    code=code, defaults={"name": name, "short_name": name[:40], "time_zone": time_zone}
                )
                user = add_probation_officer(
                    by=None, office=kept, new=new, username=username, full_name=full_name, staff_number=staff_number
                )
        except (RuleViolation, ValidationError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{kept.name}: sign in as {user.username} with the one-time password {new.clear} (24 hours).")
