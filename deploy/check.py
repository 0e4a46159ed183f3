"""Everything that can be checked without running a test; goes through all of it and then says what failed.

.venv/bin/python deploy/check.py
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(sys.executable).parent
MANAGE = [PYTHON, "manage.py"]
# The types take half of the time, so they begin first, and the others run beside them.
AT_ONCE = 2
CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "templates": [BIN / "djlint", "--lint", "--check", "."],
    "imports": [BIN / "lint-imports"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "catalogue": [PYTHON, "deploy/catalogue.py", "check"],
    "permissions": [*MANAGE, "permissions_page", "--check"],
    "input rules": [*MANAGE, "input_rules_page", "--check"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        good = pool.map(lambda name: passes(name, CHECKS[name], environment(folder)), CHECKS)
        results = dict(zip(CHECKS, good, strict=True))
    failed = [name for name, good in results.items() if not good]
    print(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def environment(folder: str) -> dict[str, str]:
    """As a real office is set up behind HTTPS, apart from what this machine's own site uses."""
    return os.environ | {
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/check.sqlite3",
        "DEBUG": "false",
        "HTTPS": "true",
    }


def passes(name: str, command: list, variables: dict[str, str]) -> bool:
    """Runs one check; it speaks only when it fails."""
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    good = result.returncode == 0
    print(f"{'ok    ' if good else 'FAILED'}  {name}  ({time.monotonic() - started:.1f} s)", flush=True)
    if not good:
        print(result.stdout, flush=True)
    return good


if __name__ == "__main__":
    raise SystemExit(main())
