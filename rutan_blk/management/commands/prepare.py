import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation.reloader import translation_file_changed

from accounts.roles import sync_roles
from core import key_mark
from core.leadership import Duty, waiting_for
from rutan_blk import readiness
from rutan_blk.starting_rows import sync_catalogs


class Command(BaseCommand):
    help = (
        "Makes catalogue, database and static files ready for this version of the code; does only what is left to do."
    )

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="fill an empty database with demo data")

    def handle(self, *args, demo=False, **options):
        # Before anything is stored, because tasks and refusals are kept in the words of the day.
        self.compile_catalogs()
        readiness.keep_to_owner()
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError(readiness.unreachable_database(error), returncode=2) from error
        # Two machines of a site may be brought up to date at once.
        with waiting_for(Duty.MIGRATION):
            self.prepare_database()
        self.collect_static_files()
        if demo and not get_user_model().objects.exists():
            self.stdout.write(_("The database is empty: making demo data, which takes a minute or two ..."))
            call_command("seed_demo")

    def compile_catalogs(self):
        if readiness.stale_catalogs():
            self.stdout.write(_("Compiling the message catalogue ..."))
            subprocess.run([sys.executable, Path(settings.BASE_DIR, "deploy/catalogue.py"), "compile"], check=True)
            # Models are translated while they load, so Django has read what there was.
            translation_file_changed(sender=None, file_path=Path("django.mo"))

    def prepare_database(self):
        if readiness.pending_migrations():
            self.stdout.write(_("Preparing the database ..."))
            call_command("migrate", interactive=False, verbosity=0)
        for check in (readiness.schema_fault, key_mark.settle, readiness.media_fault):
            if fault := check():
                raise CommandError(fault, returncode=2)
        # Roles and catalogs are code. Both calls add only what is missing, so an unchanged start is quick.
        sync_roles()
        sync_catalogs()

    def collect_static_files(self):
        """Hashing and compressing take seconds, so files are collected only if one has changed."""
        if readiness.static_files_are_collected():
            return
        state = readiness.static_files_state()
        self.stdout.write(_("Collecting static files ..."))
        call_command("collectstatic", interactive=False, verbosity=0)
        # Last, so that an interrupted collection is repeated.
        readiness.static_files_stamp().write_text(state)
