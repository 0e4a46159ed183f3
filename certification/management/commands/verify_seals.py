from django.core.management.base import BaseCommand, CommandError

from certification.register.models import CertificateFile
from certification.sealing.file_examination import broken_seals
from certification.sealing.models import OfficialFile
from certification.sealing.official_files import broken_signatures


class Command(BaseCommand):
    help = "Verifies the seal of every kept file, and every official signature, by the keys that the register knows."

    def handle(self, *args, **options):
        found = [*broken_seals(), *broken_signatures()]
        if found:
            raise CommandError("\n".join(["Not every seal holds:", *found]))
        sealed = CertificateFile.objects.filter(seal_key__isnull=False).count()
        bare, official = CertificateFile.objects.filter(seal_key__isnull=True).count(), OfficialFile.objects.count()
        self.stdout.write(
            f"{sealed} sealed files, each seal holds; {bare} without a seal, {official} signed officially."
        )
