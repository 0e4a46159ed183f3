"""The whole suite, on SQLite and on a PostgreSQL cluster of its own; then the floor of coverage.

    .venv/bin/python -m tests.run [pytest arguments]

With arguments only those tests run, without the floor. With CI=true a missing PostgreSQL or browser is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import kept

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI") == "true"
PYTEST = [sys.executable, "-m", "pytest"]
WORKERS = str(len(os.sched_getaffinity(0)))
# As pytest-django names it beside the database `postgres`.
TEST_NAME = "test_postgres"
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
    asked = sys.argv[1:]
    browser, binaries = find_chromium(), find_postgresql()
    if not require({"PostgreSQL": binaries, "A browser (Chromium)": browser}):
        return 1
    with tempfile.TemporaryDirectory(prefix="terampil-data-") as folder:
        return run_all(asked, browser, binaries, folder)


def run_all(asked: list[str], browser: str | None, binaries: str | None, folder: str) -> int:
    clean_coverage()
    # Counting lines costs a third of the time and finds the same on either engine.
    cover = [] if asked else ["--cov", "--cov-report="]
    # Browser tests take long and hardly see the database: once is enough, on the engine of a real office.
    left_out = ["postgres", *([] if browser and not binaries else ["browser"])]
    kept_sqlite = {"TEST_DATABASE": kept.sqlite(folder)} if asked else {}
    note = Path(folder, "asks-a-database")
    options = [f"--note-database={note}", *cover, *without(left_out), *part(asked)]
    runs = [run("SQLite", options, folder, f"sqlite:///{folder}/tests.sqlite3", kept_sqlite)]
    # A part in which no test asks a database is done.
    if binaries and (not asked or note.exists()):
        with cluster(binaries, kept_postgresql(binaries) if asked else None) as url:
            left_out = [*([] if asked else ["once"]), *([] if browser else ["browser"])]
            runs.append(run("PostgreSQL", ["--database-only", *without(left_out), *part(asked)], folder, url))
    floor = 0 if asked else subprocess.run([sys.executable, ROOT / "tests/coverage_floor.py"], cwd=ROOT).returncode
    print()
    for name, _code, closing in runs:
        print(f"{name}:\n{closing}")
    return 1 if floor or any(failed(code, asked) for _name, code, _closing in runs) else 0


def part(asked: list[str]) -> list[str]:
    """The arguments of one run. A single file is done sooner than a second worker has started."""
    named = [one for one in asked if Path(ROOT, one.partition("::")[0]).exists()]
    is_small = len(named) == 1 and Path(ROOT, named[0].partition("::")[0]).is_file()
    workers = [] if is_small or "-n" in asked else ["-n", WORKERS]
    return [*workers, *(["--reuse-db"] if asked else []), *asked]


def failed(code: int, asked: list[str]) -> bool:
    """Part of the suite may hold no test for one of the engines, the whole of it may not."""
    none_collected = 5
    return code != 0 and not (asked and code == none_collected)


def require(found: dict[str, str | None]) -> bool:
    for name, path in found.items():
        if not path:
            print(f"{name} was not found: {'that is a failure in CI.' if CI else 'its tests are skipped.'}", flush=True)
    return all(found.values()) or not CI


def without(marks: list[str]) -> list[str]:
    return ["-m", " and ".join(f"not {mark}" for mark in marks)] if marks else []


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
    measured = {"COVERAGE_FILE": str(ROOT / f".coverage.{name.lower()}"), "CHROMIUM": find_chromium() or ""}
    environment = os.environ | SETTINGS | places | measured | (more or {})
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
                for number in range(int(WORKERS)):
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
