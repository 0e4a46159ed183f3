import getpass
import sys
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import get_default_timezone, is_naive

from accounts.models import TrainingCenter, User
from certification.register.models import CertificateFile
from certification.sealing import key_files, key_register
from core import clock
from core.errors import RuleViolation

ACTS = ("list", "new", "rotate", "retire", "compromised")


class Command(BaseCommand):
    help = (
        "The keys that seal certificates. `new` and `rotate` make one in SEAL_KEYS, so run them as the user of the "
        "signer; `retire` ends sealing; `compromised` is for a key that others may have had, and lists its files."
    )

    def add_arguments(self, parser):
        parser.add_argument("act", choices=ACTS)
        parser.add_argument("--training-center", metavar="CODE", help="needed where there are several")
        parser.add_argument("--key", help="head of the fingerprint; the key in use if not given")
        parser.add_argument("--since", type=moment, help="from when on others may have had it, as 2026-11-27T08:00")
        parser.add_argument("--by", metavar="USERNAME", help="in whose name the audit records it")

    def handle(self, *args, act, training_center, key, since, by, **options):
        center = center_of(training_center)
        user = user_of(by)
        try:
            if act == "list":
                self.show(center)
            elif act in ("new", "rotate"):
                self.make(center, key_register.begin if act == "new" else key_register.rotate, user)
            elif act == "retire":
                found = key_register.retire(key_of(center, key), by=user)
                self.stdout.write(f"{found.short} is out of use. What is issued from now on has no seal.")
            else:
                self.doubt(key_of(center, key), since, user)
        except RuleViolation as violation:
            raise CommandError(str(violation)) from None

    def show(self, center):
        for one in center.seal_keys.all():
            files = CertificateFile.objects.filter(seal_key=one).count()
            self.stdout.write(f"{one.short}  {one.state:11}  until {one.valid_until:%Y-%m-%d}  {files} files")

    def make(self, center, command, user):
        """Writes the file first: a registered key without a file could seal nothing."""
        key = key_files.new_key(center.name, now=clock.now())
        path = key_files.keep(key, settings.SEAL_KEYS, new_passphrase())
        try:
            found = command(center, key, by=user)
        except BaseException:
            path.unlink()
            raise
        self.stdout.write(f"{found.short} is in use until {found.valid_until:%Y-%m-%d}; its file is {path}.")
        self.stdout.write("Keep a copy of the file and the passphrase apart from each other, then start the signer.")

    def doubt(self, key, since, user):
        key = key_register.compromise(key, since=since or key.made_at, by=user)
        found = key_register.affected(key)
        self.stdout.write(f"{key.short} is no longer trusted since {key.doubted_since:%Y-%m-%d %H:%M}.")
        for file in found:
            self.stdout.write(f"{file.sealed_at:%Y-%m-%d %H:%M}  {file.certificate.number_text}  {file.sha256}")
        self.stdout.write(f"{len(found)} files. They stay as they are: the register says that they were issued.")


def moment(text):
    """Parses a moment; without a time zone it is in the server's."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=get_default_timezone()) if is_naive(found) else found


def center_of(code):
    """The training center with that code, or the only one."""
    found = TrainingCenter.objects.filter(code=code) if code else TrainingCenter.objects.all()
    if len(found) != 1:
        raise CommandError("Name the training center: --training-center CODE")
    return found[0]


def user_of(username):
    """The user with that name; None for the system itself."""
    if username is None:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(f"Nobody signs in as {username}.") from None


def key_of(center, head):
    """The key whose fingerprint starts like this, or the one in use."""
    keys = center.seal_keys.filter(fingerprint__startswith=head) if head else center.seal_keys.active()
    if len(keys) != 1:
        raise CommandError("No single key is meant: see manage.py seal_key list, then --key FINGERPRINT")
    return keys[0]


def new_passphrase():
    """Asks twice on a terminal, otherwise reads one line. Never an argument, which other users could see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Passphrase for the new key: ")
    if getpass.getpass("Once more: ") != first:
        raise CommandError("The two differ. Nothing was made.")
    return first
