from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import audit_proof
from core.models import AuditChain, AuditEvent


class Command(BaseCommand):
    help = (
        "Walks every hash chain of the audit and that of the access log, prints their heads, and compares them with "
        "what was signed outside of the database. Says whether nothing was changed, removed or added."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--heads",
            action="append",
            type=Path,
            default=[],
            metavar="FILE",
            help="a copy of the signer's heads.log, from a medium that the site cannot write",
        )

    def handle(self, *args, heads, **options):
        for chain in AuditChain.objects.order_by("name"):
            self.stdout.write(f"{chain.name}: {chain.length} {chain.head}")
        proof = audit_proof.prove(heads)
        for sentence in proof.says:
            self.stdout.write(sentence)
        if proof.broken:
            raise CommandError("\n".join([_("The audit does not hold:"), *proof.broken]))
        self.stdout.write(_("%(events)s events, every chain holds.") % {"events": AuditEvent.objects.count()})
