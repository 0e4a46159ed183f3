import getpass
import os
import pwd
import signal
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from certification.sealing import key_files, signer_process
from certification.sealing.models import SealKey
from core.errors import RuleViolation


class Command(BaseCommand):
    help = (
        "Seals the files of issued certificates: alone holds the keys, hears the user SEAL_CLIENT, takes ids only. "
        "Run it as an OS user of its own. Asks for the passphrase; without a terminal it reads one line a key."
    )
    requires_system_checks = []
    stopped = False

    def add_arguments(self, parser):
        parser.add_argument("--key", action="append", help="head of a fingerprint; all keys in use here if not given")
        parser.add_argument("--idle", type=int, metavar="MINUTES", help="end when nothing was sealed for so long")
        parser.add_argument("--same-user", action="store_true", help="for a trial only: the site could read the key")

    def handle(self, *args, key=None, idle=None, same_user=False, **options):
        client = client_user(same_user)
        paths = wanted_files(key)
        signer_process.keep_memory_private()
        try:
            keys = [key_files.opened(path, self.passphrase(path)) for path in paths]
            listener = signer_process.listening(Path(settings.SEAL_SOCKET), group=client.pw_gid if is_root() else None)
        except RuleViolation as violation:
            raise CommandError(str(violation)) from None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        signer = signer_process.Signer(
            {one.fingerprint: one for one in keys}, {client.pw_uid}, Path(settings.SEAL_KEYS, "seals.log")
        )
        self.stdout.write(f"{len(keys)} key(s) open, listening on {settings.SEAL_SOCKET} for {client.pw_name}.")
        self.stdout.flush()
        with listener:
            signer.serve(listener, lambda: self.stopped or is_idle(signer, idle))

    def ask_to_stop(self, *_signal):
        self.stopped = True

    def passphrase(self, path):
        """Never taken from the command line or the environment, which other processes can read."""
        if sys.stdin.isatty():
            return getpass.getpass(f"Passphrase of {path.name}: ")
        return sys.stdin.readline().rstrip("\n")


def is_root():
    """Only root can give the socket to the site's group; otherwise the folder must already belong to it."""
    return os.geteuid() == 0


def is_idle(signer, minutes):
    return minutes is not None and time.monotonic() - signer.last > minutes * 60


def client_user(same_user):
    """The site's user, who must differ from the user of this process."""
    try:
        client = pwd.getpwnam(settings.SEAL_CLIENT)
    except KeyError:
        raise CommandError("Set SEAL_CLIENT to the OS user under whom the site runs.") from None
    if client.pw_uid == os.geteuid() and not same_user:
        raise CommandError(
            f"The site runs as {client.pw_name} too, so it could read the key. Start the signer as a user of its own."
        )
    return client


def wanted_files(heads):
    """Files in this folder of the keys in use, or of those whose fingerprints begin with `heads`."""
    try:
        keys = [one for one in SealKey.objects.active() if not heads or one.fingerprint.startswith(tuple(heads))]
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(f"The database cannot be read: {error}") from None
    paths = [key_files.path_of(settings.SEAL_KEYS, one.fingerprint) for one in keys]
    found = [path for path in paths if heads or path.exists()]
    if not found:
        raise CommandError(f"No key in use stands in {settings.SEAL_KEYS}. Make one: manage.py seal_key new")
    return found
