"""The part of `benchmarks/pages.py` that works inside Django, on the database of the served site; started by it.

load FOLDER        fills the database unless FOLDER records that it was filled; prints addresses and cookies as JSON
command            prints the command of the web server as JSON
floors             reads names of pages from standard input, and prints the cost of their statements alone
profile NAME       prints where the processor time of one page goes
"""

import cProfile
import gzip
import json
import logging
import os
import pstats
import sys
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
# Models can be imported only after Django is set up.
django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Facility, User
from benchmarks.pages_asked import PAGES, SENT, Fields, Page
from benchmarks.pages_data.loading import load
from benchmarks.pages_data.results import add_files
from benchmarks.pages_data.world import Sizes, World
from benchmarks.processor_time import seconds_of
from core import clock
from rutan_blk.management.commands.serve import server_command

HOST, WARM, PROFILED, SHOWN = "127.0.0.1", 3, 40, 25
# Statements of transactions say nothing about the page.
OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
Statements = list[tuple[str, Any]]


def loaded(folder: Path) -> Fields:
    """The addresses of the loaded world, which is loaded first unless the folder already has them."""
    kept = folder / "world.json"
    if kept.exists():
        found = json.loads(kept.read_text())
        today = clock.today(Facility.objects.get().time_zone).isoformat()
        assert found["today"] == today, f"Loaded for {found['today']}: its sessions are too old now. Load anew."
        return found
    began = time.process_time()
    with transaction.atomic():
        world = load(Sizes())
        run = add_files(world).run
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    found = addresses(world) | {"copy": reverse("certification:certificate_download", args=[run])}
    kept.write_text(json.dumps(found))
    print(f"loaded in {time.process_time() - began:.0f} s of the processor", file=sys.stderr)
    return found


def addresses(world: World) -> Fields:
    """The values for the braces in the pages' addresses."""
    first, second = world.batches[:2]
    place, graded = world.places[first.pk][0], world.graded[0]
    return {
        "today": world.today.isoformat(),
        "batch": reverse("programs:batch_detail", args=[first.public_id]),
        "roll": reverse("programs:session_roll", args=[world.held(first)[-1].public_id]),
        "other_roll": reverse("programs:session_roll", args=[world.held(second)[-1].public_id]),
        "participant": reverse("programs:participant_detail", args=[place.public_id]),
        "person": reverse("inmates:detail", args=[place.person.public_id]),
        "grid": reverse("certification:assessment_grid", args=[graded.public_id]),
    }


def cookies() -> Fields:
    """A session for each user, without signing in, which is slow on purpose and not measured here."""
    found = {}
    for name in {page.who for page in PAGES if page.who}:
        client = Client()
        client.force_login(User.objects.get(username=f"ukur-{name}"), backend="accounts.backends.RoleBackend")
        found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


class Inside:
    """The site in this process, requested by one user as by a browser."""

    def __init__(self, page: Page, world: dict[str, Any]) -> None:
        self.page, self.world = page, world
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME=HOST, headers={"accept-encoding": "gzip"})
        if page.who:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = world["cookies"][page.who]

    def ask(self, path: str, fields: Fields | None) -> tuple[int, str]:
        """The status and text of the answer."""
        if fields is None:
            answer = self.client.get(path)
        else:
            answer = self.client.post(path, fields, headers={"origin": f"http://{HOST}"})
        content = answer.content
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return answer.status_code, content.decode(errors="replace")

    def prepared(self) -> tuple[str, Fields | None]:
        """The address and fields of the page; requests its form first."""
        if self.page.who:
            # The once-a-minute update of the user's last activity must not be charged to the page.
            self.ask(reverse("accounts:account"), None)
        return self.page.request(self.world, self.ask)

    def asked(self, request: tuple[str, Fields | None]) -> None:
        """Requests the page and rolls back its changes, so that the same request can be repeated."""
        address, fields = request
        if fields is not None:
            fields = {**fields, "idempotency_token": str(uuid.uuid4())}
        with unchanged():
            status, text = self.ask(address, fields)
        assert status in SENT, f"{self.page.name}: {status} {text[:2000]}"

    def statements(self) -> Statements:
        """The page's SQL statements with their parameters."""
        request, kept = self.prepared(), Statements()
        for _warm in range(WARM):
            self.asked(request)

        def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            assert not many, sql
            if not sql.startswith(OF_TRANSACTIONS):
                kept.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            self.asked(request)
        return kept


@contextmanager
def unchanged() -> Iterator[None]:
    """Rolls back everything written within the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(statements: Statements) -> None:
    """Runs the statements and fetches their results."""
    with unchanged(), connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


def floors(names: Collection[str], world: dict[str, Any]) -> None:
    """Prints the number of statements of each page; then, for each name in the input, the seconds they take alone."""
    kept = {page.name: Inside(page, world).statements() for page in PAGES if page.name in names}
    own = [os.getpid()]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            own.append(cursor.fetchone()[0])
    print(json.dumps({name: len(found) for name, found in kept.items()}), flush=True)
    for line in sys.stdin:
        before = seconds_of(own)
        run(kept[line.strip()])
        print(seconds_of(own) - before, flush=True)


def profile(name: str, world: dict[str, Any]) -> None:
    """Prints the functions of one page by own time, then the project's functions by cumulative time."""
    inside = Inside(next(page for page in PAGES if page.name == name), world)
    request, profiler = inside.prepared(), cProfile.Profile(time.process_time)
    for _warm in range(WARM):
        inside.asked(request)
    profiler.enable()
    for _time in range(PROFILED):
        inside.asked(request)
    profiler.disable()
    # For each function: calls, own seconds, cumulative seconds.
    rows = [(place, row[1], row[2], row[3]) for place, row in vars(pstats.Stats(profiler))["stats"].items()]
    own = [row for row in rows if row[0][0].startswith(str(ROOT)) and "/.venv/" not in row[0][0]]
    print(
        f"{name}, {PROFILED} times; calls and milliseconds of the processor of one. By the time within each function:"
    )
    lines(sorted(rows, key=lambda row: -row[2]))
    print("Of our own, by the time until they return:")
    lines(sorted(own, key=lambda row: -row[3]))


def lines(rows: list[tuple[tuple[str, int, str], int, float, float]]) -> None:
    """Prints the first rows of a profile."""
    print(f"{'calls':>8}{'within':>9}{'until':>9}")
    for (file, line, function), calls, within, until in rows[:SHOWN]:
        place = file.rpartition("/site-packages/")[2].removeprefix(f"{ROOT}/")
        times = "".join(f"{1000 * seconds / PROFILED:9.2f}" for seconds in (within, until))
        print(f"{calls / PROFILED:8.0f}{times}  {place}:{line} {function}")


def main(work: str, *arguments: str) -> None:
    if work == "command":
        print(json.dumps(server_command()))
    elif work == "load":
        print(json.dumps(loaded(Path(arguments[0])) | {"cookies": cookies()}))
    else:
        world = json.loads(Path(arguments[0], "asked.json").read_text())
        # The served site logs to a file; here, logging would be measured as part of the page.
        logging.disable(logging.INFO)
        floors(arguments[1:], world) if work == "floors" else profile(arguments[1], world)


if __name__ == "__main__":
    main(*sys.argv[1:])
