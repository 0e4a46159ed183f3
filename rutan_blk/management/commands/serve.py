import ctypes
import http.client
import ipaddress
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.roles import Role
from rutan_blk.management.commands.prepare import pending_migrations

MANAGE = [sys.executable, str(Path(settings.BASE_DIR, "manage.py"))]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


class Command(BaseCommand):
    help = "Serves the site on BIND and PORT with its background worker, until Ctrl-C."
    # Gunicorn's own processes would repeat the checks that `prepare` and the tests have done.
    requires_system_checks = []
    stopped = False

    def add_arguments(self, parser):
        parser.add_argument("--prepare", action="store_true", help="first do what `prepare --demo` does")

    def handle(self, *args, prepare=False, **options):
        if prepare:
            # In this process, since each start of Django takes a good part of the second start's five seconds.
            call_command("prepare", demo=True, stdout=self.stdout)
        refuse_what_must_not_be_served()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        children = {"server": start(server_command())}
        try:
            failed = self.supervise(children)
        finally:
            end(children.values())
        if failed:
            raise CommandError(f"The {failed} has ended by itself, so everything was stopped. See the log above.")

    def ask_to_stop(self, *_signal):
        # A plain flag: a threading.Event set in a signal handler waits for ever when it interrupts its own wait().
        self.stopped = True

    def supervise(self, children: dict[str, subprocess.Popen]) -> str | None:
        """Waits for the end. Returns the name of the child that ended by itself, None when told to stop."""
        deadline = time.monotonic() + SECONDS_TO_START
        greeted = False
        while not self.stopped:
            time.sleep(0.3 if greeted else 0.05)
            for name, child in children.items():
                if child.poll() is not None:
                    return name
            if not greeted and answers():
                greeted = True
                # Only now: two more starts of Django at the same time would delay the first page.
                children |= start_background()
                self.greet()
            elif not greeted and time.monotonic() > deadline:
                return "server, which does not answer,"
        return None

    def greet(self):
        lines = ["", f"  {address()}  (Ctrl-C stops it)", ""]
        demo = demo_users()
        if demo:
            width = max(len(role.label) for role, _user in demo)
            lines.append(f"  Demo data. Sign in as one of these with the password {settings.DEMO_PASSWORD}")
            lines += [f"    {role.label!s:{width}}  {user}" for role, user in demo]
            lines.append("")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def has_certificate() -> bool:
    return bool(settings.TLS_CERTIFICATE or settings.TLS_KEY)


def refuse_what_cannot_be_encrypted() -> None:
    """A certificate is used whole or not at all: half of the settings would leave the site unencrypted unseen."""
    if not has_certificate():
        return
    missing = [name for name in (settings.TLS_CERTIFICATE, settings.TLS_KEY) if not Path(name).is_file()]
    if missing or not settings.HTTPS or os.name == "nt":
        raise CommandError(
            "HTTPS needs all three: HTTPS=true, TLS_CERTIFICATE and TLS_KEY with files that are there (not on "
            "Windows). deploy/internal_ca.py makes them; or leave both empty and put a proxy in front.",
            returncode=2,
        )


def refuse_what_must_not_be_served() -> None:
    refuse_what_cannot_be_encrypted()
    if pending_migrations():
        raise CommandError("The database is behind this version of the program. Type: make setup", returncode=2)
    if not is_loopback(settings.BIND) and get_user_model().objects.filter(is_demo=True).exists():
        raise CommandError(
            f"The database holds demo users, whose password everybody knows. It is served on 127.0.0.1 only, "
            f"not on {settings.BIND}. Set BIND=127.0.0.1, or start with an empty database (DATABASE_URL).",
            returncode=2,
        )
    try:
        listener(settings.BIND, settings.PORT).close()
    except OSError as error:
        raise CommandError(
            f"The site cannot be served on {settings.BIND}, port {settings.PORT}: {error.strerror}. "
            f"End the other program, or choose another port: PORT=8001 make run",
            returncode=2,
        ) from error


def is_loopback(host: str) -> bool:
    """A name counts only when each of its addresses is on this machine itself."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return all(ipaddress.ip_address(address[4][0].partition("%")[0]).is_loopback for address in found)


def listener(host: str, port: int) -> socket.socket:
    """A socket bound to that address, to find out whether it is free."""
    family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    probe = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":  # There it would mean taking the port away from another program.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(place)
        probe.listen(1)
    except OSError:
        probe.close()
        raise
    return probe


def address() -> str:
    """Where a browser on this machine finds the site."""
    scheme = "https" if has_certificate() else "http"
    return f"{scheme}://{in_brackets(local_host())}:{settings.PORT}/"


def local_host() -> str:
    """Who listens on every address of the machine is found on its loopback address."""
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
    """Whether the site answers at all; which answer it gives is not asked here."""
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
    if not has_certificate():
        return http.client.HTTPConnection(local_host(), settings.PORT, timeout=10)
    # Asked under an address that its certificate need not name.
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(local_host(), settings.PORT, timeout=10, context=context)


def demo_users() -> list[tuple[Role, str]]:
    """One demo user a role, in the order of the roles; empty in a database that is not a demo."""
    users = get_user_model().objects.filter(is_demo=True, is_active=True).order_by("pk")
    names = [(role, users.with_role(role).values_list("username", flat=True).first()) for role in Role]
    return [(role, name) for role, name in names if name]


# --- The processes ---------------------------------------------------------------------------------------------


def start_background() -> dict[str, subprocess.Popen]:
    return {
        "background worker": start([*MANAGE, "db_worker", "--interval=0.3", "--no-reload", "--no-startup-delay"]),
        "runner of due work": start([*MANAGE, "run_due", "--every", "60"]),
    }


def server_command() -> list[str]:
    place = f"{in_brackets(settings.BIND)}:{settings.PORT}"
    if os.name == "nt":
        return [sys.executable, "-m", "waitress", f"--listen={place}", "--threads=8", "rutan_blk.wsgi:application"]
    options = ["--worker-class=gthread", "--workers=2", "--threads=4", "--preload", "--timeout=120"]
    if has_certificate():
        options += [f"--certfile={settings.TLS_CERTIFICATE}", f"--keyfile={settings.TLS_KEY}"]
    quiet = ["--log-level=warning", "--no-control-socket", "--graceful-timeout=10"]
    return [sys.executable, "-m", "gunicorn", f"--bind={place}", *options, *quiet, "rutan_blk.wsgi:application"]


def start(command: list[str]) -> subprocess.Popen:
    """Out of the terminal's group, so that Ctrl-C reaches the children once and through us."""
    on_linux = sys.platform == "linux"
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent if on_linux else None,  # noqa: PLW1509 - no thread of ours runs yet
    )


def end_with_parent() -> None:
    """Asks Linux to end this process when its parent is killed without a chance to do so itself."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def end(children) -> None:
    """Asks each to finish what it is doing; after some seconds there is no more asking."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
