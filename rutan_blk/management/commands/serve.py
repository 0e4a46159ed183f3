import http.client
import ipaddress
import os
import signal
import ssl
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Role
from core import lanes
from rutan_blk import readiness
from rutan_blk.health import LONG_WORKER, RUNNER, WEB, WORKER
from rutan_blk.supervision import Child, Supervisor

MANAGE = [sys.executable, str(Path(settings.BASE_DIR, "manage.py"))]
SECONDS_TO_START = 60


class Command(BaseCommand):
    help = "Serves the site on BIND and PORT with its background worker, until Ctrl-C."
    # Gunicorn's own processes would repeat checks already done by `prepare` and the tests.
    requires_system_checks = []
    stopped = False

    def add_arguments(self, parser):
        parser.add_argument("--prepare", action="store_true", help="first do what `prepare --demo` does")

    def handle(self, *args, prepare=False, **options):
        if prepare:
            # In this process: starting Django again would take much of the five seconds allowed for a second start.
            call_command("prepare", demo=True, stdout=self.stdout)
        for fault in readiness.faults():
            raise CommandError(fault, returncode=2)
        for warning in readiness.warnings():
            self.stderr.write(self.style.WARNING(warning))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        supervisor = Supervisor(needed=WEB)
        try:
            fault = self.serve(supervisor)
        finally:
            supervisor.end()
        if fault:
            raise CommandError(fault)

    def ask_to_stop(self, *_signal):
        # A plain flag: a threading.Event set in a signal handler deadlocks if it interrupts its own wait().
        self.stopped = True

    def serve(self, supervisor: Supervisor) -> str | None:
        """Starts everything and waits for the end. Returns why everything stopped; None if told to stop."""
        supervisor.add(Child(WEB, server_command()))
        if fault := self.wait_for_first_answer(supervisor):
            return fault
        if not self.stopped:
            # Only now: two more Django processes starting at once would delay the first page.
            for child in background():
                supervisor.add(child)
            self.greet()
        while not self.stopped:
            time.sleep(0.3)
            if fault := supervisor.look_after():
                return fault
        return None

    def wait_for_first_answer(self, supervisor: Supervisor) -> str | None:
        """If the server ends before its first answer, a second attempt would fail too."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.stopped and not answers():
            time.sleep(0.05)
            if supervisor.children[0].has_ended():
                return _("The %(process)s ended before it answered. The log above says why.") % {"process": _(WEB)}
            if time.monotonic() > deadline:
                return _("The %(process)s did not answer within %(seconds)d seconds. The log above may say why.") % {
                    "process": _(WEB),
                    "seconds": SECONDS_TO_START,
                }
        return None

    def greet(self):
        lines = ["", "  " + _("%(address)s  (Ctrl-C stops it)") % {"address": address()}, ""]
        demo = demo_accounts()
        if demo:
            width = max(len(role.label) for role, _user in demo)
            told = _("Demo data. Sign in as one of these with the password %(password)s")
            lines.append("  " + told % {"password": settings.DEMO_PASSWORD})
            lines += [f"    {role.label!s:{width}}  {user}" for role, user in demo]
            lines.append("")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def address() -> str:
    """Where a browser on this machine finds the site."""
    scheme = "https" if readiness.has_certificate() else "http"
    return f"{scheme}://{in_brackets(local_host())}:{settings.PORT}/"


def local_host() -> str:
    """A server that listens on every address is reached at its loopback address."""
    try:
        bound = ipaddress.ip_address(settings.BIND)
    except ValueError:
        return settings.BIND
    if not bound.is_unspecified:
        return settings.BIND
    return "127.0.0.1" if bound.version == 4 else "::1"


def in_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def answers() -> bool:
    """True if the site answers at all, whatever the answer."""
    connection = connection_to_child()
    try:
        connection.request("GET", reverse("core:health"))
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def connection_to_child() -> http.client.HTTPConnection:
    if not readiness.has_certificate():
        return http.client.HTTPConnection(local_host(), settings.PORT, timeout=10)
    # The certificate need not name the address used here.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(local_host(), settings.PORT, timeout=10, context=context)


def demo_accounts() -> list[tuple[Role, str]]:
    """One demo user per role and kind of office; empty if the database is not a demo."""
    users = get_user_model().objects.filter(is_demo=True, is_active=True).order_by("pk")
    found = []
    for role in Role:
        first: dict[bool, str] = {}
        for name, center in users.with_role(role).values_list("username", "training_center"):
            first.setdefault(center is None, name)
        found += [(role, name) for name in first.values()]
    return found


# --- The processes ---------------------------------------------------------------------------------------------


def background() -> list[Child]:
    return [
        Child(WORKER, [*MANAGE, "work", "short"]),
        # Started with its first work: it takes as much memory as the other one.
        Child(LONG_WORKER, [*MANAGE, "work", "long", "--rests-after=300"], is_wanted=lanes.is_long_asked_for),
        Child(RUNNER, [*MANAGE, "run_due", "--every", "60"]),
    ]


def server_command() -> list[str]:
    place = f"{in_brackets(settings.BIND)}:{settings.PORT}"
    if os.name == "nt":
        return [sys.executable, "-m", "waitress", f"--listen={place}", "--threads=8", "rutan_blk.wsgi:application"]
    options = ["--worker-class=gthread", "--workers=2", "--threads=4", "--preload", "--timeout=120"]
    # The most that gunicorn reads; it refuses what is longer in English. The site's own limit lies below.
    options += ["--limit-request-line=8190"]
    if readiness.has_certificate():
        options += [f"--certfile={settings.TLS_CERTIFICATE}", f"--keyfile={settings.TLS_KEY}"]
        options += ["--config=python:rutan_blk.tls"]
    quiet = ["--log-level=warning", "--no-control-socket", "--graceful-timeout=10"]
    return [sys.executable, "-m", "gunicorn", f"--bind={place}", *options, *quiet, "rutan_blk.wsgi:application"]
