import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import sync_roles
from programs.curriculum.catalogs import sync_catalogs


class Command(BaseCommand):
    help = "Makes database and static files ready for this version of the code; does only what is left to do."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="fill an empty database with demo data")

    def handle(self, *args, demo=False, **options):
        if pending_migrations():
            self.stdout.write("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
        # Roles and catalogs are code; both calls add only what is missing, so a start with nothing new is quick.
        sync_roles()
        sync_catalogs()
        self.collect_static_files()
        if demo and not get_user_model().objects.exists():
            self.stdout.write("The database is empty: making demo data ...")
            call_command("seed_demo")

    def collect_static_files(self):
        """Hashing and compressing them takes seconds, so it happens only when one of them has changed."""
        stamp = Path(settings.DATA_DIR) / "static-files.sha256"
        state = static_files_state()
        collected = Path(settings.STATIC_ROOT, "staticfiles.json").exists()
        if collected and stamp.exists() and stamp.read_text() == state:
            return
        self.stdout.write("Collecting static files ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        # Last, so that a collection that broke off is done again.
        stamp.write_text(state)


def pending_migrations() -> bool:
    """Whether the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_files_state() -> str:
    """A digest of names, sizes and times of all static files, of where they go, and of how they are stored."""
    digest = hashlib.sha256(repr((str(settings.STATIC_ROOT), settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
