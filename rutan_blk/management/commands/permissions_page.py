import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rutan_blk import permissions_page


class Command(BaseCommand):
    help = "Writes into docs/permissions.md which role may open which page."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the page differs")
        parser.add_argument("--document", type=Path, default=permissions_page.DOCUMENT, help="another file to fill")

    def handle(self, *args, document, check=False, **options):
        # Each view is called to learn its methods, and Django logs the refused calls.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        wanted = permissions_page.page(document)
        if wanted == document.read_text(encoding="utf-8"):
            return
        if check:
            raise CommandError("docs/permissions.md is not what the code does. Type: make permissions")
        document.write_text(wanted, encoding="utf-8")
