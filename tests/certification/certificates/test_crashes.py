"""The whole walk through crashes: processes that issue, worker and runner of due work are killed at random, and so is
the database, which writes safely here.

    CRASH_CERTIFICATES=5000 pytest tests/certification/certificates/test_crashes.py -s -p no:cacheprovider

CRASH_KILLS (100) and CRASH_DATABASE_KILLS (3) are how many. It takes many minutes; its figures stand in
benchmarks/README.md. `test_concurrency` is the small walk of every day.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests import run
from tests.certification.certificates.issue_together import acknowledged

SIZE = int(os.environ.get("CRASH_CERTIFICATES", "0"))
KILLS, DATABASE_KILLS = int(os.environ.get("CRASH_KILLS", "100")), int(os.environ.get("CRASH_DATABASE_KILLS", "3"))
PROCESSES, SERIES = 16, 4
SAFE = ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=200"]
SECONDS_FOR_FILES = 60

FILL = """
import json
from accounts.roles import sync_roles
from rutan_blk.starting_rows import sync_catalogs
from tests.factories.certification import many_approved
sync_roles(), sync_catalogs()
print(json.dumps([many_approved({size} // {series} + turn) for turn in range({series})]))
"""
LOOK = """
import json
from certification.issue import accounting, proving, rendering
from certification.models import Certificate, NumberSeries
series = [[entry.number for entry in accounting.account(one)] for one in NumberSeries.objects.all()]
issued = dict((pk, [text, code]) for pk, text, code in
              Certificate.objects.issued().values_list("pk", "number_text", "code"))
print(json.dumps({"numbers": series, "issued": issued, "contradictions": list(proving.contradictions()),
                   "no_file": rendering.waiting_for_file().count()}))
"""


class Database:
    """A PostgreSQL that writes safely and can be killed, with everything that belongs to it."""

    def __init__(self, folder, binaries):
        self.folder, self.binaries = folder, binaries
        self.user = run.unprivileged(folder)
        self.data, self.url = f"{folder}/data", f"postgres://terampil@/{folder}/postgres"
        made = [
            f"{binaries}/initdb",
            "-D",
            self.data,
            "-U",
            "terampil",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run(made, **self.user, cwd=folder, check=True, capture_output=True)

    def start(self):
        private = ["listen_addresses=", f"unix_socket_directories={self.folder}", "port=5432"]
        options = [part for setting in [*SAFE, *private] for part in ("-c", setting)]
        log = Path(self.folder, "log")
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [f"{self.binaries}/postgres", "-D", self.data, *options],
                **self.user,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        run.wait_until_ready(self.binaries, self.folder, self.process, log)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Service:
    """A process of the site that is started again whenever it was killed, as the system's supervisor does."""

    def __init__(self, name, environment):
        self.command, self.environment = [sys.executable, "manage.py", *name.split()], environment
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command,
            cwd=run.ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def keep(self):
        if self.process.poll() is not None:
            self.start()


@contextmanager
def database():
    folder = tempfile.mkdtemp(prefix="terampil-crash-")
    found = Database(folder, run.find_postgresql())
    found.start()
    try:
        yield found
    finally:
        found.kill()
        shutil.rmtree(folder, ignore_errors=True)


def asked(environment, code):
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=run.ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def kill_at_random(issuing, services, database):
    """Kills as long as certificates are issued: services now and then, the database at even distances."""
    killed = {"services": 0, "database": 0}
    pauses = random.Random(5)
    began, database_at = time.monotonic(), [float(20 * turn) for turn in range(1, DATABASE_KILLS + 1)]
    while issuing.poll() is None:
        time.sleep(pauses.uniform(0.5, 3))
        for service in services:
            service.keep()
        if killed["services"] < KILLS // 3:
            pauses.choice(services).kill()
            killed["services"] += 1
        if database_at and time.monotonic() - began > database_at[0]:
            database_at.pop(0)
            database.kill()
            killed["database"] += 1
            database.start()
    return killed


@pytest.mark.skipif(not SIZE, reason="CRASH_CERTIFICATES says how many; takes minutes")
def test_no_gap_no_number_twice_nothing_lost_whatever_is_killed(tmp_path):
    with database() as postgres:
        places = {"DATA_DIR": str(tmp_path), "MEDIA_ROOT": f"{tmp_path}/media", "STATIC_ROOT": f"{tmp_path}/static"}
        environment = os.environ | run.SETTINGS | places | {"DATABASE_URL": postgres.url, "LOG_LEVEL": "ERROR"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=run.ROOT, env=environment, check=True)
        classes = asked(environment, FILL.format(size=SIZE, series=SERIES))
        keys = [key for turn in range(max(map(len, classes))) for one in classes for key in one[turn : turn + 1]]
        shares = [keys[n::PROCESSES] + keys[(n + 1) % PROCESSES :: PROCESSES][:2] for n in range(PROCESSES)]
        services = [
            Service("work short", environment),
            Service("run_due --every 60", environment),
        ]
        began = time.monotonic()
        try:
            issuing = subprocess.Popen(
                [sys.executable, "-m", "tests.certification.certificates.issue_together"],
                cwd=run.ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            wanted = {"shares": shares, "folder": str(tmp_path), "kills": KILLS - KILLS // 3, "rollbacks": 20}
            issuing.stdin.write(json.dumps({**wanted, "files": True}))
            issuing.stdin.close()
            killed = kill_at_random(issuing, services, postgres)
            issued_in = time.monotonic() - began
            assert issuing.returncode == 0
            # The last crash takes everything at once; then the clock of the files begins.
            for service in services:
                service.kill()
            postgres.kill()
            postgres.start()
            restarted = time.monotonic()
            for service in services:
                service.start()
            left = files_in(environment, until=restarted + SECONDS_FOR_FILES)
            files_after = time.monotonic() - restarted
        finally:
            for service in services:
                service.kill()
        found, told = asked(environment, LOOK), acknowledged(tmp_path)
        with issuing.stdout as printed:
            processes = json.loads(printed.read().splitlines()[-1])["kills"]

    numbers = sorted(found["numbers"], key=len)
    gaps = sum(len(set(range(1, len(one) + 1)) - set(one)) for one in numbers)
    lost = [key for key, known in told.items() if found["issued"].get(str(key)) != list(known)]
    print(
        f"\n{len(keys)} certificates, {SERIES} series, {PROCESSES} processes; killed: {processes} that issued, "
        f"{killed['services']} of worker and runner, {killed['database'] + 1} times the database; issued in "
        f"{issued_in:.0f} s; gaps {gaps}, acknowledged {len(told)}, of them lost {len(lost)}; "
        f"files complete {files_after:.0f} s after the last restart, missing {left}"
    )
    assert [len(one) for one in numbers] == sorted(map(len, classes))
    assert (gaps, lost, found["contradictions"], found["no_file"], left) == (0, [], [], 0, 0)
    assert len(told) == len(keys)


def files_in(environment, *, until):
    """How many issued certificates are still without a file when there are none, or the time is over."""
    code = "from certification.issue import rendering; print(rendering.waiting_for_file().count())"
    while True:
        left = asked(environment, code)
        if not left or time.monotonic() > until:
            return left
        time.sleep(1)
