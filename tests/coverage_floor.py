"""Joins the coverage of all runs and fails below 95 % of all lines or a single line of a rule module.

.venv/bin/python tests/coverage_floor.py
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OVERALL = 95.0
# A rule module is named by the activity that it decides: `programs/batches/enrolling.py`, or stands in a package that
# is: `inmates/importing/reading.py`. Views and forms are named otherwise, or are no rules; neither is stamping, which
# decides nothing and proves itself against the plain way whenever it compiles.
RULE_MODULE = re.compile(
    r"(accounts|inmates|programs|certification)/(?!views|forms|models|stamping)(\w+/)?(\w+ing|\w+ing/\w+)\.py"
)


def main() -> int:
    coverage("combine", "--keep", "--quiet")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "coverage.json")
        coverage("json", "--quiet", "-o", str(report))
        measured = json.loads(report.read_text())
    coverage("report", "--skip-covered", "--show-missing")
    found = faults(measured)
    print("\n".join(found) or f"Coverage: {percent(measured['totals']):.1f} % of lines, all of the rule modules.")
    return 1 if found else 0


def coverage(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=ROOT, check=True)


def percent(summary: dict) -> float:
    return 100.0 * summary["covered_lines"] / max(1, summary["num_statements"])


def faults(measured: dict) -> list[str]:
    """What is below the floor, one line each."""
    rules = {path: file for path, file in measured["files"].items() if RULE_MODULE.fullmatch(path)}
    found = [
        f"Rule module not wholly tested: {path}, lines {', '.join(map(str, file['missing_lines']))}"
        for path, file in rules.items()
        if file["missing_lines"]
    ]
    if not rules:
        found.append("No rule module was measured: the pattern of their names fits nothing.")
    if percent(measured["totals"]) < OVERALL:
        found.append(f"Coverage {percent(measured['totals']):.1f} % of lines, at least {OVERALL:.0f} % is wanted.")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
