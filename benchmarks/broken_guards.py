"""Takes away each guard of the table in `benchmarks/guards/` and looks whether its tests notice.

    .venv/bin/python benchmarks/broken_guards.py [--only WORD ...] [--lanes 2]
    .venv/bin/python benchmarks/broken_guards.py --page [--check]      # writes docs/attacks.md, or says that it is old

The tests of all rows run once in a copy of this tree and have to pass. Then, one guard after the other, its text is
exchanged and its tests run anew: in a fork where the guard stands in a function, else in a process of its own with
another copy. Every one of them has to fail by an assertion, by a rule or constraint that stands behind the guard, or
since what it compares is not there: an import that breaks says nothing. Ends with 1 if a guard can be taken away
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
from dataclasses import asdict
from pathlib import Path
from typing import Any
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
Ends = dict[str, str]


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
    with tempfile.TemporaryDirectory(prefix="terampil-guards-") as folder, ThreadPoolExecutor(asked.lanes) as pool:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(asked.lanes):
            copies.put(copied(Path(folder, str(number))))
        verdicts = list(pool.map(lambda one: tried(one, copies), divided(rows, asked.lanes)))
        judged = {row.guard: verdict for part in verdicts for row, verdict in part}
    return report([(row, judged[row.guard]) for row in rows], time.monotonic() - begun)


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
    lent = target / kept.KEPT.relative_to(ROOT)
    lent.parent.mkdir(parents=True, exist_ok=True)
    # With its owners: PostgreSQL reads nobody else's files.
    subprocess.run(["cp", "-a", kept.KEPT, lent], check=True)
    subprocess.run([sys.executable, "deploy/catalogue.py", "compile"], cwd=target, check=True)
    return target


def keep_databases(engines: set[str]) -> None:
    """Migrates what is not migrated yet, once, before two copies need it."""
    with tempfile.TemporaryDirectory() as folder:
        kept.sqlite(folder)
    if "PostgreSQL" in engines and (binaries := run.find_postgresql()):
        run.kept_postgresql(binaries)


def divided(rows: list[Row], lanes: int) -> list[list[Row]]:
    """Equally many rows for each lane, of one engine each; those with the same tests stay together."""
    parts = []
    for engine in table.ENGINES:
        mine = sorted((row for row in rows if row.engine == engine), key=lambda row: row.tests)
        size = -(-len(mine) // (lanes if engine == "SQLite" else 1)) or 1
        parts += [mine[at : at + size] for at in range(0, len(mine), size)]
    return parts


def tried(rows: list[Row], copies: queue.Queue[Path]) -> list[tuple[Row, str]]:
    copy = copies.get()
    try:
        found = ended(copy, rows)
        return [(row, judged(row, found[0], after, copy)) for row, after in zip(rows, found[1:], strict=True)]
    finally:
        copies.put(copy)


def judged(row: Row, before: Ends, after: Ends | None, copy: Path) -> str:
    """RED if each test passes with the guard and fails by an assertion without; otherwise what happens instead."""
    if not_green := [f"{test}: {before[test]}" for test in row.tests if before[test] != GREEN]:
        verdict = f"with the guard in its place: {'; '.join(not_green)}"
    else:
        after = after or alone(row, copy)
        verdict = "; ".join(f"{test}: {after[test]}" for test in row.tests if after[test] != RED) or RED
    print(f"{'seen' if verdict == RED else 'NOT SEEN'}: {row.guard} ({row.file})", flush=True)
    return verdict


def alone(row: Row, copy: Path) -> Ends:
    """How its tests end in a process that imports the file without the guard."""
    guarded = copy / row.file
    source = guarded.read_text()
    try:
        if not row.statements:
            guarded.write_text(source.replace(row.stands, row.broken))
        return ended(copy, [row], statements=row.statements)[0]
    finally:
        guarded.write_text(source)


# --- Tests in a copy ---------------------------------------------------------------------------------------------


def ended(copy: Path, rows: list[Row], *, statements: Sequence[str] | None = None) -> list[Any]:
    """How each test of these rows ends: GREEN, RED (an assertion failed) or the words of what went wrong.

    First with every guard in its place, then for each row without its own; None where a fork could not exchange it.
    With `statements` only the first, in a database changed by them.
    """
    tests = sorted({test for row in rows for test in row.tests})
    with tempfile.TemporaryDirectory(prefix="terampil-notes-") as folder:
        notes, given = Path(folder, "notes"), Path(folder, "rows")
        forks = rows if statements is None and rows[0].engine == "SQLite" else []
        given.write_text(json.dumps([asdict(row) for row in forks]))
        asked = {"engine": rows[0].engine, "tests": tests, "statements": list(statements or ()), "forks": bool(forks)}
        command = [sys.executable, "benchmarks/broken_guards.py", f"--inside={json.dumps(asked)}"]
        more = os.environ | {"NOTES": str(notes), "ROWS": str(given)}
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        try:
            said = subprocess.run(command, cwd=copy, env=more, timeout=LONGEST * len(tests), **output).stdout
        except subprocess.TimeoutExpired:
            said = "does not end"
        first = {test: end_of(test, notes, said) for test in tests}
        files = [notes.with_name(f"notes.{number}") for number in range(len(rows))]
        return [
            first,
            *(
                {test: end_of(test, file) for test in row.tests} if file.exists() else None
                for row, file in zip(rows, files, strict=True)
            ),
        ]


def end_of(test: str, notes: Path, said: str = "") -> str:
    """Of a test with many examples: RED as soon as one is."""
    noted = [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []
    ends = [end for name, end in noted if test in (name, name.partition("[")[0])]
    if RED in ends:
        return RED
    return next((end for end in ends if end != GREEN), GREEN if ends else f"did not run {said[-300:]}")


def inside(engine: str, tests: list[str], statements: list[str], *, forks: bool) -> int:
    """Runs the tests of the tree in which this file lies, as the suite runs them, on one engine. The statements are
    carried out before, in the migrated database.
    """
    options = [*OPTIONS, *(["-p", "benchmarks.guards.forking"] if forks else []), *tests]
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


def report(verdicts: list[tuple[Row, str]], seconds: float) -> int:
    unseen = [(row, verdict) for row, verdict in verdicts if verdict != RED]
    for row, verdict in unseen:
        print(f"\nNot proven: {row.attack}\n  {row.guard} ({row.file})\n  {verdict}")
    seen = len(verdicts) - len(unseen)
    print(f"\n{seen} of {len(verdicts)} guards are missed by their tests; {seconds / 60:.0f} minutes")
    return 1 if unseen or not verdicts else 0


if __name__ == "__main__":
    raise SystemExit(main())
