from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from rutan_blk import input_rules_page


class Command(BaseCommand):
    help = "Writes into docs/input-rules.md what each form takes and which values fit together."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the page differs")
        parser.add_argument("--document", type=Path, default=input_rules_page.DOCUMENT, help="another file to fill")

    def handle(self, *args, document, check=False, **options):
        wanted = input_rules_page.page(document)
        if wanted == document.read_text(encoding="utf-8"):
            return
        if check:
            raise CommandError("docs/input-rules.md is not what the code does. Type: make permissions")
        document.write_text(wanted, encoding="utf-8")
