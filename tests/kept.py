"""Databases in which every migration has run, kept in `.cache/tests`. A run of part of the suite starts from a copy.

Migrating takes longer than most parts do. What a test leaves behind stays in the copy, which goes with the run.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "tests"
# What migrations of ours import besides Django.
IMPORTED = ["accounts/role_triggers.py", "core/append_only.py", "core/clock.py", "inmates/people/names.py"]


def digest() -> str:
    """Of everything that a migrated database depends on."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements.lock", *map(ROOT.joinpath, IMPORTED)]):
        found.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def kept(kind: str, make: Callable[[Path], None], *, within: Path = KEPT, state: str = "") -> Path:
    """The folder of this kind for the migrations of today. Made by `make` where it is missing; older ones go."""
    place = within / f"{kind}-{state or digest()}"
    if place.exists():
        return place
    print(f"Migrating a database on {kind}, once for all runs until migrations change ...", flush=True)
    within.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=within, prefix="new-"))
    try:
        make(aside)
        # Another run may have made the same one meanwhile, and use it.
        for old in set(within.glob(f"{kind}-*")) - {place}:
            shutil.rmtree(old, ignore_errors=True)
        if not place.exists():
            aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return place


def migrate(url: str) -> None:
    """Runs every migration there; what the site writes besides goes to a folder thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        places = {"DATABASE_URL": url, "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=os.environ | places, check=True)


def sqlite(folder: str) -> str:
    """The name of a test database in `folder`; workers find theirs beside it."""
    source = kept("SQLite", lambda place: migrate(f"sqlite:///{place}/tests.sqlite3"))
    target = Path(folder, "kept.sqlite3")
    for name in (target, *(target.with_name(f"{target.name}_gw{number}") for number in range(workers()))):
        shutil.copyfile(source / "tests.sqlite3", name)
    return str(target)


def workers() -> int:
    """One more than cores: while a test waits for its browser, its database or a process of its own, another works."""
    return len(os.sched_getaffinity(0)) + 1
