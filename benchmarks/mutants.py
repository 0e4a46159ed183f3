"""Mutation score of the rule modules: of a random sample of small faults, how many the tests notice.

    python -m venv var/mutants && var/mutants/bin/pip install cosmic-ray
    .venv/bin/python benchmarks/mutants.py --cosmic-ray var/mutants/bin/cosmic-ray [--sample 200] [--seed 1] [PATH ...]

Rule modules are those that the floor of coverage holds. Cosmic Ray makes the faults in a clone of the last commit, one
at a time, and each is judged by the tests of its own subject alone, so that the score is a lower bound: another
subject's test or the browser may notice what these let pass. Annotations are left out, whose faults no import survives.
Prints each fault that survived, then the score.
"""

import argparse
import ast
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests import kept
from tests.coverage_floor import is_rule
from tests.run import run as run_tests

LONGEST = 600  # seconds for the tests of one fault; what hangs counts as noticed
CONFIG = """\
[cosmic-ray]
module-path = {modules}
timeout = {longest}
excluded-modules = []
test-command = "{python} benchmarks/mutants.py --judge"
[cosmic-ray.distributor]
name = "local"
"""


def main() -> int:
    asked = arguments()
    if asked.judge:
        return judge()
    with tempfile.TemporaryDirectory(prefix="terampil-mutants-") as folder:
        clone = Path(folder, "clone")
        run(["git", "clone", "--quiet", str(ROOT), str(clone)], ROOT)
        chance = random.Random(asked.seed)
        modules = some_modules(clone, list(rule_modules(clone, asked.paths)), asked.sample, chance)
        config, session = Path(folder, "mutants.toml"), Path(folder, "mutants.sqlite3")
        config.write_text(CONFIG.format(modules=modules, longest=LONGEST, python=sys.executable))
        run([sys.executable, "deploy/catalogue.py", "compile"], clone)
        run([asked.cosmic_ray, "init", str(config), str(session)], clone)
        with sqlite3.connect(session) as database:
            keep_sample(database, clone, asked.sample, chance)
        run([sys.executable, "benchmarks/mutants.py", "--judge"], clone)
        run([asked.cosmic_ray, "exec", str(config), str(session)], clone)
        with sqlite3.connect(session) as database:
            return report(database)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="only modules in these folders")
    parser.add_argument("--cosmic-ray", default="cosmic-ray", type=lambda path: str(Path(path).absolute()))
    parser.add_argument("--sample", type=int, default=200, help="number of faults")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True)


def rule_modules(clone: Path, folders: list[Path]) -> Iterator[Path]:
    for path in sorted(clone.glob("*/**/*.py")):
        module = path.relative_to(clone)
        is_asked = not folders or any(module.is_relative_to(folder) for folder in folders)
        if is_asked and is_rule(str(module)) and "migrations" not in module.parts:
            yield module


def some_modules(clone: Path, modules: list[Path], size: int, chance: random.Random) -> list[str]:
    """At most `size` of them, longer ones more likely: finding every fault of all of them takes an hour."""
    lines = [len(Path(clone, module).read_text().splitlines()) for module in modules]
    return sorted({str(module) for module in chance.choices(modules, weights=lines, k=size)})


def keep_sample(database: sqlite3.Connection, clone: Path, size: int, chance: random.Random) -> None:
    """Leaves `size` faults of the session, each of another place: one operator has many ways to be replaced."""
    rows = database.execute("SELECT job_id, module_path, start_pos_row, start_pos_col FROM mutation_specs").fetchall()
    typed = {module: set(typed_places(Path(clone, module))) for _job, module, _row, _column in rows}
    places: dict[tuple[str, int, int], list[str]] = {}
    for job, module, row, column in rows:
        if not any(first <= (row, column) < last for first, last in typed[module]):
            places.setdefault((module, row, column), []).append(job)
    chosen = chance.sample(sorted(places), min(size, len(places)))
    kept = [(chance.choice(places[place]),) for place in chosen]
    database.execute("CREATE TEMP TABLE kept (job_id)")
    database.executemany("INSERT INTO kept VALUES (?)", kept)
    database.execute("DELETE FROM mutation_specs WHERE job_id NOT IN (SELECT job_id FROM kept)")
    database.execute("DELETE FROM work_items WHERE job_id NOT IN (SELECT job_id FROM kept)")
    print(f"{len(kept)} faults of {len(places)} places in {len(typed)} modules", flush=True)


def typed_places(module: Path) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations stand: (row, column) of the first character and behind the last."""
    for node in ast.walk(ast.parse(module.read_text())):
        for name in ("annotation", "returns"):
            if found := getattr(node, name, None):
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def judge() -> int:
    """Runs the tests of the subject whose module was changed in this clone; if none was, some that pass."""
    named = subprocess.run(["git", "diff", "--name-only"], cwd=ROOT, check=True, capture_output=True, text=True)
    subject = Path("tests", named.stdout.strip() or "core/spreadsheets/none").parent
    while not Path(ROOT, subject).is_dir():
        subject = subject.parent
    options = ["-x", "-q", "--reuse-db", "-m", "not browser and not postgres", str(subject)]
    with tempfile.TemporaryDirectory(prefix="terampil-data-") as folder:
        more = {"TEST_DATABASE": kept.sqlite(folder)}
        _name, code, _closing = run_tests("SQLite", options, folder, f"sqlite:///{folder}/tests.sqlite3", more)
    return code


def report(database: sqlite3.Connection) -> int:
    found = database.execute(
        "SELECT module_path, start_pos_row, operator_name, test_outcome, diff"
        " FROM mutation_specs JOIN work_results USING (job_id) ORDER BY 1, 2"
    ).fetchall()
    survived = [one for one in found if one[3].lower() == "survived"]
    for module, row, operator, _outcome, diff in survived:
        print(f"\n{module}:{row} {operator}\n{diff}")
    print(f"\n{len(found) - len(survived)} of {len(found)} faults noticed: {1 - len(survived) / len(found):.1%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
