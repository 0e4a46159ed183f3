"""Takes away each guard of the table in `benchmarks/guards/` and looks whether its tests notice.

    .venv/bin/python benchmarks/broken_guards.py [--only WORD ...] [--lanes 2]
    .venv/bin/python benchmarks/broken_guards.py --page [--check]      # writes docs/attacks.md, or says that it is old

The tests of all rows run once in a copy of this tree and have to pass. Then, one guard after the other, its text is
exchanged in a copy, its tests run in a process of their own, and every one of them has to fail by an assertion: an
import that breaks, or a page that ends in a fault, says nothing of the guard. Ends with 1 if a guard can be taken away
unseen, or if a row of the table is no longer true.
"""

import argparse
import contextlib
import json
import os
import queue
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from benchmarks.guards import table
from benchmarks.guards.noting import GREEN, RED
from benchmarks.guards.page import PAGE, page
from benchmarks.guards.table import Row
from tests import kept, run

LONGEST = 600  # seconds for the tests of one row
OPTIONS = ["-q", "--reuse-db", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "benchmarks.guards.noting"]


def main() -> int:
    asked = arguments()
    if asked.inside:
        return inside(**json.loads(asked.inside))
    if asked.page:
        return keep_page(asked.check)
    every = table.rows()
    if faults := [fault for row in every for fault in table.faults(row)]:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    rows = [row for row in every if not asked.only or any(row.speaks_of(word) for word in asked.only)]
    begun = time.monotonic()
    keep_databases({row.engine for row in rows})
    with tempfile.TemporaryDirectory(prefix="terampil-guards-") as folder:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(asked.lanes):
            copies.put(copied(Path(folder, str(number))))
        with ThreadPoolExecutor(asked.lanes) as pool:
            before = whole(rows, copies, pool)
            verdicts = list(pool.map(lambda row: judged(row, before, copies), rows))
    return report(rows, verdicts, time.monotonic() - begun)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="rows in whose text one of these stands")
    parser.add_argument("--lanes", type=int, default=len(os.sched_getaffinity(0)), help="rows tried at one time")
    parser.add_argument("--page", action="store_true", help="write the page of the attacks instead")
    parser.add_argument("--check", action="store_true", help="with --page: only say whether it is that of the table")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


def keep_page(is_check: bool) -> int:
    if is_check:
        return int(PAGE.read_text() != page())
    PAGE.write_text(page())
    return 0


# --- Copies ------------------------------------------------------------------------------------------------------


def copied(target: Path) -> Path:
    """The tree as it lies here, and the migrated database, so that nothing here can be harmed."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (source := ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name, follow_symlinks=False)
    shutil.copytree(kept.KEPT, target / kept.KEPT.relative_to(ROOT), symlinks=True)
    subprocess.run([sys.executable, "deploy/catalogue.py", "compile"], cwd=target, check=True)
    return target


def keep_databases(engines: set[str]) -> None:
    """Migrates what is not migrated yet, once, before two copies need it."""
    with tempfile.TemporaryDirectory() as folder:
        kept.sqlite(folder)
    if "PostgreSQL" in engines and (binaries := run.find_postgresql()):
        run.kept_postgresql(binaries)


def whole(rows: list[Row], copies: queue.Queue[Path], pool: ThreadPoolExecutor) -> dict[str, str]:
    """How each test of the table ends while every guard stands."""

    def tried(engine: str, tests: list[str]) -> dict[str, str]:
        copy = copies.get()
        try:
            return ended(copy, engine, tests)
        finally:
            copies.put(copy)

    parts = []
    for engine in table.ENGINES:
        tests = sorted({test for row in rows if row.engine == engine for test in row.tests})
        lanes = copies.qsize() if engine == "SQLite" else 1
        parts += [(engine, tests[lane::lanes]) for lane in range(lanes) if tests[lane::lanes]]
    return {test: end for found in pool.map(lambda part: tried(*part), parts) for test, end in found.items()}


def judged(row: Row, before: dict[str, str], copies: queue.Queue[Path]) -> str:
    """RED if each test passes with the guard and fails by an assertion without; otherwise what happens instead."""
    if not_green := [f"{test}: {before[test]}" for test in row.tests if before[test] != GREEN]:
        return f"with the guard in its place: {'; '.join(not_green)}"
    copy = copies.get()
    guarded = copy / row.file
    source = guarded.read_text()
    try:
        if not row.statements:
            guarded.write_text(source.replace(row.stands, row.broken))
        after = ended(copy, row.engine, row.tests, row.statements)
    finally:
        guarded.write_text(source)
        copies.put(copy)
    verdict = "; ".join(f"{test}: {end}" for test, end in after.items() if end != RED) or RED
    print(f"{'seen' if verdict == RED else 'NOT SEEN'}: {row.guard} ({row.file})", flush=True)
    return verdict


# --- Tests in a copy ---------------------------------------------------------------------------------------------


def ended(copy: Path, engine: str, tests: list[str], statements: Sequence[str] = ()) -> dict[str, str]:
    """GREEN, RED (an assertion failed) or the words of what went wrong, for each of `tests`."""
    notes = copy / ".guards"
    notes.unlink(missing_ok=True)
    asked = json.dumps({"engine": engine, "tests": tests, "statements": statements})
    command = [sys.executable, "benchmarks/broken_guards.py", f"--inside={asked}"]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env=os.environ | {"NOTES": str(notes)},
            timeout=LONGEST * len(tests),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return dict.fromkeys(tests, "does not end")
    if not notes.exists():
        return dict.fromkeys(tests, f"did not start: {done.stdout[-300:]}")
    return {test: end_of(test, [json.loads(line) for line in notes.read_text().splitlines()]) for test in tests}


def end_of(test: str, noted: list[tuple[str, str]]) -> str:
    """Of a test with many examples: RED as soon as one is."""
    ends = [end for name, end in noted if test in (name, name.partition("[")[0])]
    if RED in ends:
        return RED
    return next((end for end in ends if end != GREEN), GREEN if ends else "was not found or did not load")


def inside(engine: str, tests: list[str], statements: list[str]) -> int:
    """Runs the tests of the tree in which this file lies, as the suite runs them, on one engine. The statements are
    carried out before, in the migrated database.
    """
    options = [*OPTIONS, *tests]
    with tempfile.TemporaryDirectory(prefix="terampil-data-") as folder:
        if engine == "SQLite":
            database = kept.sqlite(folder)
            with contextlib.closing(sqlite3.connect(database)) as connection:
                connection.executescript(";".join(statements))
            more = {"TEST_DATABASE": database}
            return run.run(engine, options, folder, f"sqlite:///{folder}/tests.sqlite3", more)[1]
        binaries = run.find_postgresql()
        if not binaries:
            return 1
        with run.cluster(binaries, run.kept_postgresql(binaries)) as url:
            if statements:
                address = run.address(urlsplit(url).path.removeprefix("/").rpartition("/")[0], run.TEST_NAME)
                subprocess.run([f"{binaries}/psql", address, "-q", "-c", ";".join(statements)], check=True)
            return run.run(engine, options, folder, url)[1]


def report(rows: list[Row], verdicts: list[str], seconds: float) -> int:
    unseen = [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if verdict != RED]
    for row, verdict in unseen:
        print(f"\nNot proven: {row.attack}\n  {row.guard} ({row.file})\n  {verdict}")
    print(f"\n{len(rows) - len(unseen)} of {len(rows)} guards are missed by their tests; {seconds / 60:.0f} minutes")
    return 1 if unseen or not rows else 0


if __name__ == "__main__":
    raise SystemExit(main())
