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
# Whatever stands in a subject and is no model, form, page, address or tag is a rule. Stamping is none: it decides
# nothing and proves itself against the plain way whenever it compiles.
RULE_MODULE = re.compile(r"(accounts|inmates|programs|certification|outcomes|reports)/[\w/]+\.py")
NO_RULE = {"apps", "admin", "filters", "forms", "management", "models", "stamping", "templatetags", "urls", "views"}


def is_rule(path: str) -> bool:
    """Whether each line of this file must be run by a test."""
    return bool(RULE_MODULE.fullmatch(path)) and not NO_RULE & set(path.removesuffix(".py").split("/"))


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
    rules = {path: file for path, file in measured["files"].items() if is_rule(path)}
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
