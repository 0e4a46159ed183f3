"""The suite, on SQLite and on a PostgreSQL cluster of its own; then the floor of coverage.

    .venv/bin/python -m tests.run [--all | pytest arguments]

Everything runs on SQLite but what is marked `nightly`. On PostgreSQL runs what depends on the database itself (the mark
`engines`), what only PostgreSQL has, and the browser. With --all everything runs on both, longer, at random, and every
line is counted. With other arguments only those tests run. With CI=true a missing PostgreSQL or browser is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import kept

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI") == "true"
PYTEST = [sys.executable, "-m", "pytest"]
WORKERS = kept.workers()
# As pytest-django names it beside the database `postgres`.
TEST_NAME = "test_postgres"
# What pytest answers where no test was left over: a part of the suite may hold none for one of the engines.
NONE_COLLECTED = 5
ALL = "--all"
# What `make test-all` tries besides: other examples each time, longer lives, every denial, every file and link.
LONG = {
    "ATTACKED_POPULATIONS": "240",
    "EVERY_DENIAL": "1",
    "FUZZ": "600",
    "HIDDEN_YEARS": "10",
    "KILLED_BACKUPS": "50",
    "KILLED_EXCHANGES": "5",
    "KILLED_RESTORES": "10",
    "OFFLINE_OPERATIONS": "3000",
    "RANDOM_EXAMPLES": "1",
    "RANDOM_STEPS": "3000",
    "STAMPED_PEOPLE": "24",
    "WALK_EACH": "2",
    "WORLD_FILES": "all",
}
# Before it, Python counts lines by a function called at each of them, which takes as long as the tests.
COUNTS_LINES_CHEAPLY = sys.version_info >= (3, 12)
# What this machine's own site is set to, in the environment or in `.env`, must not reach the tests.
SETTINGS = {
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "BIND": "127.0.0.1",
    "DEBUG": "false",
    "DEMO_PASSWORD": "rutan-demo",
    "HTTPS": "false",
    "PORT": "8000",
    "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
    "TRUSTED_PROXIES": "0",
}


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked = [argument for argument in sys.argv[1:] if argument != ALL]
    is_all = ALL in sys.argv
    browser, binaries = find_chromium(), find_postgresql()
    if not require({"PostgreSQL": binaries, "A browser (Chromium)": browser}):
        return 1
    if is_all:
        os.environ.update({name: value for name, value in LONG.items() if name not in os.environ})
    with tempfile.TemporaryDirectory(prefix="terampil-data-") as folder:
        return run_part(asked, browser, binaries, folder) if asked else run_suite(is_all, browser, binaries, folder)


def run_suite(is_all: bool, browser: str | None, binaries: str | None, folder: str) -> int:
    """All tests on SQLite; on PostgreSQL, which a real office has, those that see a difference, or all of them."""
    clean_coverage()
    is_measured = is_all or COUNTS_LINES_CHEAPLY
    cover = ["--cov", "--cov-report="] if is_measured else []
    # Browser tests hardly see the database: once is enough.
    nightly = [] if is_all else ["nightly"]
    left_out = ["postgres", *nightly, *([] if browser and not binaries else ["browser"])]
    options = [*cover, *where(f"not {mark}" for mark in left_out), *spread()]
    runs = [run("SQLite", options, folder, f"sqlite:///{folder}/tests.sqlite3", {"TEST_DATABASE": kept.sqlite(folder)})]
    if binaries:
        chosen = ["not once"] if is_all else ["(engines or postgres or browser)", "not once", "not nightly"]
        with cluster(binaries, kept_postgresql(binaries)) as url:
            options = [*where([*chosen, *([] if browser else ["not browser"])]), *spread()]
            runs.append(run("PostgreSQL", ["--database-only", *options], folder, url))
    floor = 0
    if is_measured:
        floor = subprocess.run([sys.executable, ROOT / "tests/coverage_floor.py"], cwd=ROOT).returncode
    else:
        print("\nLines were not counted: Python 3.12 and later do it here, older ones in make test-all.")
    print()
    for name, _code, closing in runs:
        print(f"{name}:\n{closing}")
    return 1 if floor or any(code for _name, code, _closing in runs) else 0


def run_part(asked: list[str], browser: str | None, binaries: str | None, folder: str) -> int:
    """What was asked for, on SQLite and, where a test of it asks a database, on PostgreSQL."""
    left_out = ["postgres", *([] if browser and not binaries else ["browser"])]
    note = Path(folder, "asks-a-database")
    options = [f"--note-database={note}", *where(f"not {mark}" for mark in left_out), *part(asked)]
    kept_sqlite = {"TEST_DATABASE": kept.sqlite(folder)}
    codes = [run("SQLite", options, folder, f"sqlite:///{folder}/tests.sqlite3", kept_sqlite)[1]]
    if binaries and note.exists():
        with cluster(binaries, kept_postgresql(binaries)) as url:
            options = [*where([] if browser else ["not browser"]), *part(asked)]
            codes.append(run("PostgreSQL", ["--database-only", *options], folder, url)[1])
    return 1 if any(code not in (0, NONE_COLLECTED) for code in codes) else 0


def part(asked: list[str]) -> list[str]:
    """The arguments of one run. A single file is done sooner than a second worker has started."""
    named = [one for one in asked if Path(ROOT, one.partition("::")[0]).exists()]
    is_small = len(named) == 1 and Path(ROOT, named[0].partition("::")[0]).is_file()
    return [*(["--reuse-db"] if is_small or "-n" in asked else spread()), *asked]


def require(found: dict[str, str | None]) -> bool:
    for name, path in found.items():
        if not path:
            print(f"{name} was not found: {'that is a failure in CI.' if CI else 'its tests are skipped.'}", flush=True)
    return all(found.values()) or not CI


def where(conditions: Iterable[str]) -> list[str]:
    """pytest's option for the tests whose marks meet all `conditions`."""
    wanted = " and ".join(conditions)
    return ["-m", wanted] if wanted else []


def spread() -> list[str]:
    """Over all cores. Each worker begins with a part of its own and helps others at the end, so that what a module
    builds for all its tests is rarely built twice.
    """
    return ["--reuse-db", "-n", str(WORKERS), "--dist", "worksteal"]


def run(
    name: str, arguments: list[str], folder: str, database: str, more: dict[str, str] | None = None
) -> tuple[str, int, str]:
    """Runs pytest, shows what it prints, and keeps its closing line."""
    print(f"\nTests on {name}", flush=True)
    places = {
        "DATABASE_URL": database,
        "DATA_DIR": folder,
        "MEDIA_ROOT": f"{folder}/media",
        "STATIC_ROOT": f"{folder}/static",
    }
    measured = {"COVERAGE_FILE": str(ROOT / f".coverage.{name.lower()}")} if "--cov" in arguments else {}
    if measured and COUNTS_LINES_CHEAPLY:
        measured["COVERAGE_CORE"] = "sysmon"
    browser = {"CHROMIUM": find_chromium() or ""}
    environment = os.environ | SETTINGS | places | measured | browser | (more or {})
    color = ["--color=yes"] if sys.stdout.isatty() else []
    with subprocess.Popen(
        [*PYTEST, *color, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        closing = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            closing = line.rstrip() or closing
    return name, process.returncode, closing


def clean_coverage() -> None:
    for path in ROOT.glob(".coverage*"):
        path.unlink()


def find_chromium() -> str | None:
    """The one without windows first: it takes half as long to start."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


# --- A PostgreSQL of our own -----------------------------------------------------------------------------------


def find_postgresql() -> str | None:
    """The folder of initdb and postgres, the newest that Debian has, or the one in PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return str(Path(found).resolve().parent) if found else None


@contextmanager
def cluster(binaries: str, source: Path | None = None) -> Iterator[str]:
    """The address of a cluster that nobody else can reach: a socket in a private folder, no network. Fresh, or a copy
    of `source`.

    PostgreSQL refuses to run as root, so root lends it to an unprivileged user. Nothing of it is written
    safely and nothing is left of it.
    """
    with private_folder() as (folder, user):
        if source:
            subprocess.run(["cp", "-a", f"{source}/data", f"{folder}/data"], check=True)
        else:
            initialize(binaries, folder, user)
        with server(binaries, f"{folder}/data", folder, user):
            yield address(folder)


def address(folder: str, name: str = "postgres") -> str:
    return f"postgres://terampil@/{folder}/{name}"


@contextmanager
def private_folder() -> Iterator[tuple[str, dict]]:
    """A folder for one cluster, and what `subprocess` needs to run as its owner."""
    folder = tempfile.mkdtemp(prefix="terampil-pg-")
    try:
        yield folder, unprivileged(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def initialize(binaries: str, folder: str, user: dict) -> None:
    initdb = [f"{binaries}/initdb", "-D", f"{folder}/data", "-U", "terampil", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*initdb, "--locale=C.UTF-8", "--no-sync"], **user, cwd=folder, capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(f"PostgreSQL could not make a database cluster:\n{made.stderr}")


def kept_postgresql(binaries: str) -> Path:
    """A cluster with a migrated test database, and a copy of that for each worker; stopped."""

    def make(place: Path) -> None:
        with private_folder() as (folder, user):
            initialize(binaries, folder, user)
            with server(binaries, f"{folder}/data", folder, user):
                createdb = [f"{binaries}/createdb", "-h", folder, "-U", "terampil"]
                subprocess.run([*createdb, TEST_NAME], check=True)
                kept.migrate(address(folder, TEST_NAME))
                for number in range(WORKERS):
                    copy = ["-T", TEST_NAME, f"{TEST_NAME}_gw{number}"]
                    subprocess.run([*createdb, *copy], check=True)
            subprocess.run(["cp", "-a", f"{folder}/data", f"{place}/data"], check=True)

    return kept.kept("PostgreSQL", make)


def unprivileged(folder: str) -> dict:
    """What `subprocess` needs to run as somebody else than root; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody", "nogroup")
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


@contextmanager
def server(binaries: str, data: str, folder: str, user: dict) -> Iterator[None]:
    fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
    # What a test fills within one transaction is empty to autovacuum, and the planner would believe it.
    fast.append("autovacuum=off")
    private = ["listen_addresses=", f"unix_socket_directories={folder}", "port=5432"]
    options = [part for setting in [*fast, *private] for part in ("-c", setting)]
    log = Path(folder, "log")
    with log.open("wb") as output:
        # A session of its own, so that Ctrl-C ends the tests first and the database after them.
        process = subprocess.Popen(
            [f"{binaries}/postgres", "-D", data, *options],
            **user,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(binaries, folder, process, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # "fast": ends sessions, does not wait for them.
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()


def wait_until_ready(binaries: str, folder: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if subprocess.run([f"{binaries}/pg_isready", "-q", "-h", folder, "-p", "5432"]).returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start:\n{log.read_text()}")


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
