from django.core.management.base import BaseCommand, CommandError

from certification.register.models import Certificate
from certification.register.register_proof import contradictions


class Command(BaseCommand):
    help = "Checks the register: numbers without gaps, words as numbered, files as they were stored."

    def handle(self, *args, **options):
        found = list(contradictions())
        if found:
            raise CommandError("\n".join(["The register does not hold:", *found]))
        self.stdout.write(f"{Certificate.objects.issued().count()} numbered papers, the register holds.")
