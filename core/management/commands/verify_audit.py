from django.core.management.base import BaseCommand, CommandError

from core import audit
from core.models import AuditEvent


class Command(BaseCommand):
    help = "Walks every hash chain of the audit and says whether nothing was changed, removed or added."

    def handle(self, *args, **options):
        broken = list(audit.broken_links())
        if broken:
            raise CommandError("\n".join(["The audit does not hold:", *broken]))
        self.stdout.write(f"{AuditEvent.objects.count()} events, every chain holds.")
