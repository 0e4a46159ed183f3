import os
import subprocess
import sys
from getpass import getpass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports.upkeep.works import PROOFS
from rutan_blk import database_move, readiness
from rutan_blk.backups.repository import Refused


class Command(BaseCommand):
    help = (
        "Moves the site from SQLite to an empty database of PostgreSQL and proves it there; the old file stays as it "
        "is. The site has to be stopped meanwhile."
    )

    def handle(self, *args, **options):
        # Whatever was recorded after the copy would stay behind.
        if readiness.address_fault():
            raise CommandError(f"The site answers on port {settings.PORT}. Stop it first.")
        if fault := readiness.database_fault():
            raise CommandError(fault)
        # It may hold a password, which everybody on the machine reads among the words of a command.
        url = os.environ.get("TARGET_DATABASE_URL") or getpass("New DATABASE_URL, as the owner of the database: ")
        try:
            rows = database_move.move(url, say=self.stdout.write)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{rows} rows came over. Proving them ...")
        manage = [sys.executable, str(Path(settings.BASE_DIR, "manage.py"))]
        proof = subprocess.run([*manage, "upkeep", *PROOFS], env={**os.environ, "DATABASE_URL": url})
        if proof.returncode:
            raise CommandError("What came over does not hold; the lines above say what. Stay with the old database.")
        self.stdout.write("Everything holds. Put the new DATABASE_URL into .env, then type: make setup")
