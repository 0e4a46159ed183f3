from django.core.management.base import BaseCommand

from accounts.roles import sync_roles


class Command(BaseCommand):
    help = "Makes the groups of the roles that the code knows."

    def handle(self, *args, **options):
        made = sync_roles()
        self.stdout.write(f"Made: {', '.join(made)}." if made else "Every role is there.")
