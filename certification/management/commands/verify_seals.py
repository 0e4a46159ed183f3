from django.core.management.base import BaseCommand, CommandError

from certification.sealing import seal_proof
from certification.sealing.file_examination import sealed_before


class Command(BaseCommand):
    help = "Verifies the seal of every kept file, and every official signature, by the keys that the register knows."

    def handle(self, *args, **options):
        for sentence in sealed_before():
            self.stdout.write(f"{sentence}.")
        proof = seal_proof.prove()
        lines = ["Not every seal holds:", *proof.broken] if proof.broken else []
        lines += ["Not every file could be read, so run this again:", *proof.unread] if proof.unread else []
        if lines:
            raise CommandError("\n".join(lines))
        self.stdout.write(proof.says)
