from django.core.management.base import BaseCommand, CommandError

from certification.register.models import CertificateFile
from certification.sealing.file_examination import broken_seals, sealed_before
from certification.sealing.models import OfficialFile
from certification.sealing.official_files import signature_findings


class Command(BaseCommand):
    help = "Verifies the seal of every kept file, and every official signature, by the keys that the register knows."

    def handle(self, *args, **options):
        for sentence in sealed_before():
            self.stdout.write(f"{sentence}.")
        official = list(signature_findings())
        broken = [*broken_seals(), *(finding.text for finding in official if finding.is_read)]
        unread = [finding.text for finding in official if not finding.is_read]
        lines = ["Not every seal holds:", *broken] if broken else []
        lines += ["Not every file could be read, so run this again:", *unread] if unread else []
        if lines:
            raise CommandError("\n".join(lines))
        sealed = CertificateFile.objects.filter(seal_key__isnull=False).count()
        bare, signed = CertificateFile.objects.filter(seal_key__isnull=True).count(), OfficialFile.objects.count()
        self.stdout.write(f"{sealed} sealed files, each seal holds; {bare} without a seal, {signed} signed officially.")
