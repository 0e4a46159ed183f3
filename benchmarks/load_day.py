"""A morning under load: instructors submit their rolls within two minutes while others read.

    .venv/bin/python benchmarks/load_day.py                               # 30 instructors and 20 readers, SQLite
    .venv/bin/python benchmarks/load_day.py --postgres --instructors 300  # on its own PostgreSQL cluster

Serves the site with `manage.py serve` on its own database, with a running session of 16 people for each instructor.
Half of the people are marked one by one, as the page's JavaScript does, the others with the whole sheet. Prints
requests, errors and times; fails if there was an error or a mark is missing.
"""

import argparse
import http.client
import importlib
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from browser import Answer, Browser, free_port, host_of, started, value_of

PEOPLE, ONE_BY_ONE = 16, 8
READ = ("/", "/sesi/", "/angkatan/", "/jurnal/", "{batch}", "{hours}", "{roll}")
# Seconds: people read a page before opening the next.
PAUSE = 5.0
COOKIE = "sesi"


class Times:
    """Requests with their durations and errors."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    def add(self, kind: str, seconds: float, error: str = "") -> None:
        with self.lock:
            self.seconds[kind].append(seconds)
            if error:
                self.errors.append(f"{kind}: {error}")

    def show(self) -> None:
        print(f"{'':<12}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
        for kind, seconds in [*sorted(self.seconds.items()), ("all", list(chain.from_iterable(self.seconds.values())))]:
            ordered = sorted(1000 * value for value in seconds)
            p95 = ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]
            print(f"{kind:<12}{len(ordered):>9}{statistics.median(ordered):>9.0f}{p95:>9.0f}{ordered[-1]:>9.0f}")
        print(f"errors: {len(self.errors)}")
        for error in self.errors[:10]:
            print(f"  {error}")


class Visitor:
    """A signed-in user; keeps the last answer."""

    def __init__(self, port: int, key: str, times: Times) -> None:
        self.browser, self.times = Browser(host_of(port), {COOKIE: key}), times
        self.answer: Answer | None = None

    def ask(self, kind: str, path: str, form: dict[str, str] | None = None) -> str:
        """The text of the answer. A status of 400 or more counts as an error; redirects are not followed."""
        began = time.monotonic()
        try:
            self.answer = self.browser.get(path) if form is None else self.browser.post(path, form)
            status = self.answer.status
            self.times.add(kind, time.monotonic() - began, f"{status} {path}" if status >= 400 else "")
        except (OSError, http.client.HTTPException) as error:
            self.answer = None
            self.times.add(kind, time.monotonic() - began, f"{error!r} {path}")
        return self.answer.text if self.answer else ""


def teach(visitor: Visitor, roll: str, starts: float, lasts: float) -> None:
    """Acts as an instructor: opens the roll, marks half of it row by row, then saves the rest with the sheet."""
    time.sleep(starts)
    page = visitor.ask("roll", roll)
    people = list(dict.fromkeys(re.findall(r'name="version-([0-9a-f-]{36})"', page)))
    secret = value_of(page, "csrfmiddlewaretoken")
    for person in people[:ONE_BY_ONE]:
        time.sleep(lasts / (ONE_BY_ONE + 1))
        form = {"status": "present", "version": "0", "minutes_late": "", "note": ""}
        sent = {"csrfmiddlewaretoken": secret, "idempotency_token": str(uuid.uuid4())}
        visitor.ask("row", f"{roll}{person}/", form | sent)
    time.sleep(lasts / (ONE_BY_ONE + 1))
    sheet = {"csrfmiddlewaretoken": secret, "idempotency_token": str(uuid.uuid4())}
    for person in people[ONE_BY_ONE:]:
        sheet |= {f"status-{person}": "present", f"version-{person}": "0", f"seen-{person}": "|0|"}
    visitor.ask("sheet", f"{roll}simpan/", sheet)
    visitor.ask("roll", roll)


def read(visitor: Visitor, pages: list[str], until: float, seed: int) -> None:
    """Acts as a reader: opens random pages, with pauses, until the time is up."""
    choice = random.Random(seed)
    while time.monotonic() < until:
        visitor.ask("read", choice.choice(pages))
        time.sleep(PAUSE)


# --- The data --------------------------------------------------------------------------------------------------


def fill(instructors: int, readers: int) -> None:
    """Writes running sessions and signed-in users; prints their addresses and cookies as JSON."""
    clock, models = importlib.import_module("core.clock"), importlib.import_module("programs.models")
    factories = importlib.import_module("tests.factories")
    center = factories.TrainingCenterFactory()
    facility = factories.FacilityFactory()
    officer = factories.UserFactory(roles=["training_officer"], facility=facility)
    version = factories.ProgramVersionFactory(program__training_center=center)
    agreement = factories.AgreementFactory(facility=facility, training_center=center)
    # The day on which the session began: yesterday, if this runs just after midnight.
    today = clock.local(clock.now() - 30 * clock.MINUTE, facility.time_zone).date()
    dates = {"starts_on": today - 20 * clock.MINUTE * 1440, "ends_on": today, "assessment_on": today}
    common = {"facility": facility, "training_center": center, "version": version, "agreement": agreement, **dates}
    starts_at, teachers = clock.now() - 30 * clock.MINUTE, []
    for number in range(instructors):
        teacher = factories.UserFactory(roles=["instructor"], training_center=center)
        batch = factories.BatchFactory(room=f"Bengkel {number}", **common)
        models.BatchStaff.objects.create(batch=batch, user=teacher, duty="instructor")
        for _person in range(PEOPLE):
            factories.EnrollmentFactory(batch=batch, enrolled_by=officer)
        session = factories.SessionFactory(
            batch=batch,
            instructor=teacher,
            room=batch.room,
            date=today,
            starts_at=starts_at,
            ends_at=starts_at + 180 * clock.MINUTE,
        )
        roll = f"/sesi/{session.public_id}/presensi/"
        teachers.append({"name": teacher.username, "key": signed_in(teacher), "roll": roll})
    reader_keys = [
        signed_in(factories.UserFactory(roles=["blk_coordinator"], training_center=center)) for _n in range(readers)
    ]
    address = f"/angkatan/{batch.public_id}/"
    pages = [page.format(batch=address, hours=f"{address}jam/", roll=teachers[0]["roll"]) for page in READ]
    print(json.dumps({"teachers": teachers, "readers": reader_keys, "pages": pages}))


def signed_in(user: object) -> str:
    """A session cookie, without signing in, which is slow on purpose and not measured here."""
    client = importlib.import_module("django.test").Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client.cookies[importlib.import_module("django.conf").settings.SESSION_COOKIE_NAME].value


def marks() -> None:
    """Prints the number of stored marks."""
    print(importlib.import_module("programs.models").Mark.objects.count())


# --- The run ---------------------------------------------------------------------------------------------------


def itself(environment: dict[str, str], *arguments: str) -> str:
    """The last line printed by this script when run inside the site."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


def served(environment: dict[str, str], port: int, log: Path) -> AbstractContextManager[int]:
    """Runs `manage.py serve`."""
    return started([sys.executable, "manage.py", "serve"], environment, host=host_of(port), log=log)


def causes(log: Path) -> list[str]:
    """The last lines of the exceptions logged by the site."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line["exception"].strip().splitlines()[-1] for line in lines if line.get("exception")]


def load(world: dict, port: int, seconds: float) -> Times:
    """Runs everybody at once. Instructors start within the first quarter of the time and finish before its end."""
    times, until = Times(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=read, args=(Visitor(port, key, times), world["pages"], until, number))
        for number, key in enumerate(world["readers"])
    ]
    for number, teacher in enumerate(world["teachers"]):
        starts = seconds / 4 * number / len(world["teachers"])
        work = (Visitor(port, teacher["key"], times), teacher["roll"], starts, seconds * 0.7)
        threads.append(threading.Thread(target=teach, args=work))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def main(options: argparse.Namespace) -> int:
    # A terminated run stops its site and database cluster as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    runner = importlib.import_module("tests.run")
    database = runner.cluster(runner.find_postgresql()) if options.postgres else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="terampil-load-") as folder, database as url:
        port = free_port()
        places = {"DATA_DIR": folder, "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
        environment = (
            os.environ
            | runner.SETTINGS
            | places
            | {"PORT": str(port), "DATABASE_URL": url or f"sqlite:///{folder}/load.sqlite3"}
        )
        subprocess.run([sys.executable, "manage.py", "prepare"], env=environment, cwd=ROOT, check=True)
        world = json.loads(
            itself(environment, "--fill", "--instructors", str(options.instructors), "--readers", str(options.readers))
        )
        print(f"{options.instructors} instructors, {options.readers} readers, {options.seconds:.0f} s")
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        with served(environment, port, Path(folder, "site.log")):
            times = load(world, port, options.seconds)
        reasons = causes(Path(folder, "site.log"))
        stored, wanted = int(itself(environment, "--marks")), options.instructors * PEOPLE
    times.show()
    for cause, count in Counter(reasons).most_common(5):
        print(f"  {count} x {cause}")
    print(f"marks stored: {stored} of {wanted}, load after: {os.getloadavg()[0]:.1f}")
    return 1 if times.errors or stored != wanted else 0


def inside(work: str, options: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
    importlib.import_module("django").setup()
    if work == "marks":
        marks()
        return
    with importlib.import_module("django.db.transaction").atomic():
        fill(options.instructors, options.readers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--instructors", type=int, default=30)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120, help="within which everybody posts")
    parser.add_argument("--postgres", action="store_true", help="on a cluster of its own, as tests/run.py makes it")
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--marks", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill or asked.marks:
        inside("fill" if asked.fill else "marks", asked)
    else:
        raise SystemExit(main(asked))
