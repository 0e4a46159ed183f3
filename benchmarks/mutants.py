"""Mutation score of the rule modules: of a random sample of small faults, how many the tests notice.

    python -m venv var/mutants && var/mutants/bin/pip install cosmic-ray
    .venv/bin/python benchmarks/mutants.py --cosmic-ray var/mutants [--sample 200 | --all] [--seed 1] [PATH ...]

Rule modules are those that the floor of coverage holds. Cosmic Ray makes the faults, one a place; each is judged by the
tests of the subjects that have faults in the sample, on SQLite without the browser, so that the score is a lower bound.
Annotations are left out, whose faults nothing notices. Prints each fault that survived, then the score.
"""

import argparse
import ast
import difflib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from tests import kept
from tests.coverage_floor import is_rule
from tests.run import SETTINGS

LONGEST = 600  # seconds for the tests of one fault that needs a process of its own; what hangs is noticed
PYTEST = [sys.executable, "-m", "pytest", "-q", "--reuse-db", "-p", "no:randomly", "-m", "not browser and not postgres"]


def main() -> int:
    asked = arguments()
    modules = [str(module) for module in rule_modules(asked.paths)]
    sample = None if asked.all else asked.sample
    faults = made(Path(asked.cosmic_ray, "bin/python"), modules, sample, asked.seed)
    print(f"{len(faults)} faults in {len({fault['module'] for fault in faults})} of {len(modules)} modules", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        kept.sqlite(folder)  # once, before two lanes need it
    lanes = divided(faults, len(os.sched_getaffinity(0)))
    with ThreadPoolExecutor(len(lanes)) as pool:
        return report([pair for judged in pool.map(judged_in_one_process, lanes) for pair in judged])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="only modules in these folders")
    parser.add_argument("--cosmic-ray", default="var/mutants", help="the environment in which it is installed")
    parser.add_argument("--sample", type=int, default=200, help="number of faults")
    parser.add_argument("--all", action="store_true", help="one fault at every place")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    return parser.parse_args()


# --- Faults ------------------------------------------------------------------------------------------------------


def rule_modules(folders: list[Path]) -> Iterator[Path]:
    for path in sorted(ROOT.glob("*/**/*.py")):
        module = path.relative_to(ROOT)
        is_asked = not folders or any(module.is_relative_to(folder) for folder in folders)
        if is_asked and is_rule(str(module)) and "migrations" not in module.parts:
            yield module


def made(python: Path, modules: list[str], sample: int | None, seed: int) -> list[dict]:
    wanted = {module: list(typed_places(ROOT / module)) for module in modules}
    command = [str(python), str(ROOT / "benchmarks/mutants_made.py")]
    asked = json.dumps({"modules": wanted, "sample": sample, "seed": seed})
    return json.loads(
        subprocess.run(command, cwd=ROOT, check=True, input=asked, stdout=subprocess.PIPE, text=True).stdout
    )


def typed_places(module: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations stand: (row, column) of the first character and behind the last."""
    for node in ast.walk(ast.parse(module.read_text())):
        for name in ("annotation", "returns"):
            if found := getattr(node, name, None):
                yield (found.lineno, found.col_offset), (found.end_lineno, found.end_col_offset)


def tests_of(module: str) -> str:
    """The folder of the tests of this module's subject."""
    folder = Path("tests", module).parent
    while not Path(ROOT, folder).is_dir():
        folder = folder.parent
    return str(folder)


def divided(faults: list[dict], lanes: int) -> list[list[dict]]:
    """Faults of one subject stay together, as equal in number as that allows."""
    sizes = Counter(tests_of(fault["module"]) for fault in faults)
    into: list[list[str]] = [[] for _ in range(lanes)]
    for subject, _size in sizes.most_common():
        min(into, key=lambda lane: sum(sizes[one] for one in lane)).append(subject)
    return [[fault for fault in faults if tests_of(fault["module"]) in lane] for lane in into if lane]


# --- Verdicts ----------------------------------------------------------------------------------------------------


def judged_in_one_process(faults: list[dict]) -> list[tuple[dict, str]]:
    folders = sorted({tests_of(fault["module"]) for fault in faults})
    with tempfile.TemporaryDirectory(prefix="terampil-mutants-") as folder:
        given, verdicts = Path(folder, "faults"), Path(folder, "verdicts")
        given.write_text(json.dumps(faults))
        run_pytest(folder, "benchmarks.mutants_judged", folders, {"FAULTS": str(given), "VERDICTS": str(verdicts)})
        answers = [json.loads(line) for line in verdicts.read_text().splitlines()]
    if len(answers) != len(faults):
        raise SystemExit(f"Only {len(answers)} of {len(faults)} faults were judged: did tests of {folders} not start?")
    return [
        (fault, alone(fault) if verdict == "apart" else verdict) for fault, verdict in zip(faults, answers, strict=True)
    ]


def alone(fault: dict) -> str:
    """The verdict on a fault that shows only in a process which imports it."""
    with tempfile.TemporaryDirectory(prefix="terampil-mutants-") as folder:
        given = Path(folder, "fault")
        given.write_text(json.dumps(fault))
        try:
            code = run_pytest(
                folder, "benchmarks.mutants_imported", ["-x", tests_of(fault["module"])], {"FAULT": str(given)}
            )
        except subprocess.TimeoutExpired:
            return "noticed"
    return "noticed" if code else "survived"


def run_pytest(folder: str, plugin: str, options: list[str], more: dict[str, str]) -> int:
    places = {
        "DATABASE_URL": f"sqlite:///{folder}/tests.sqlite3",
        "TEST_DATABASE": kept.sqlite(folder),
        "DATA_DIR": folder,
        "MEDIA_ROOT": f"{folder}/media",
        "STATIC_ROOT": f"{folder}/static",
    }
    environment = os.environ | SETTINGS | places | more
    with Path(folder, "output").open("w") as output:
        return subprocess.run(
            [*PYTEST, "-p", plugin, *options],
            cwd=ROOT,
            env=environment,
            stdout=output,
            timeout=None if "FAULTS" in more else LONGEST,
        ).returncode


def report(judged: list[tuple[dict, str]]) -> int:
    left = [(fault, verdict) for fault, verdict in judged if verdict != "noticed"]
    for fault, verdict in left:
        now = Path(ROOT, fault["module"]).read_text().splitlines()
        changes = list(difflib.unified_diff(now, fault["source"].splitlines(), n=0, lineterm=""))[3:]
        print(f"\n{verdict}: {fault['module']}:{fault['row']} {fault['operator']}", *changes, sep="\n")
    noticed = len(judged) - len(left)
    print(f"\n{noticed} of {len(judged)} faults noticed: {noticed / len(judged):.1%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
