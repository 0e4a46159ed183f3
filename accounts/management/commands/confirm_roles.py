from django.core.management.base import BaseCommand, CommandError

from accounts.models import RoleRequest
from accounts.role_requests import decide
from core.errors import RuleViolation


class Command(BaseCommand):
    help = "Confirms the roles that wait for a user, where an office has no other person who could: a first head."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        waiting = (
            RoleRequest.objects.waiting().filter(user__username=username).select_related("user", "asked_by").first()
        )
        if waiting is None:
            raise CommandError(f"No roles wait for {username}.")
        self.stdout.write(f"Asked by {waiting.asked_by.username}: {', '.join(waiting.roles)} ({waiting.reason}).")
        try:
            decide(waiting, by=None, confirms=True)
        except RuleViolation as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{username} has them now.")
