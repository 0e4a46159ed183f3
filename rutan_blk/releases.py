"""Versions of this program, and the migrations that each of them has brought to somebody's database.

A migration that has run at an office is history: edited afterwards, it makes tables here that are not there, and
Django, which knows migrations by name alone, calls both up to date.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


class Released(Exception):
    """The list of a version that offices have is not written again."""


def _root() -> Path:
    return Path(settings.BASE_DIR)


def _lists() -> Path:
    return _root() / "rutan_blk" / "frozen_migrations"


def version() -> str:
    """The version of this checkout; `pyproject.toml` is the one place that says it."""
    return tomllib.loads((_root() / "pyproject.toml").read_text())["project"]["version"]


def is_released(name: str) -> bool:
    """Whether that version has a heading of its own in the changelog."""
    return f"\n## [{name}]" in (_root() / "CHANGELOG.md").read_text()


def migrations() -> dict[str, str]:
    """SHA-256 of every migration of this checkout by its path."""
    root = _root()
    return {str(path.relative_to(root)): _digest(path) for path in sorted(root.glob("*/migrations/[0-9]*.py"))}


def frozen() -> dict[str, dict[str, str]]:
    """The same of each version whose migrations were frozen."""
    return {path.stem: _read(path) for path in sorted(_lists().glob("*.sha256"))}


def freeze() -> Path:
    """Writes the list of the version of this checkout. Raises `Released`."""
    if is_released(version()):
        raise Released(
            f"{version()} is released, so its migrations stay as they are. Name the next version in pyproject.toml."
        )
    path = _lists() / f"{version()}.sha256"
    path.write_text("".join(f"{digest}  {name}\n" for name, digest in migrations().items()))
    return path


def broken_promises(today: dict[str, str]) -> Iterator[str]:
    """Yields a sentence for each frozen migration that was edited or removed, or has a new one before it."""
    for name, kept in frozen().items():
        for path, digest in kept.items():
            if today.get(path) != digest:
                what = "edited" if path in today else "removed"
                yield f"{path} was {what}. Offices have it as of version {name}: add a migration that changes more."
        for path in today.keys() - kept.keys():
            if (last := _last(kept, Path(path).parts[0])) > path:
                yield f"{path} comes before {last}, which offices have as of version {name}. Number it after that."


def _last(kept: dict[str, str], app: str) -> str:
    return max((path for path in kept if path.startswith(f"{app}/")), default="")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(path: Path) -> dict[str, str]:
    """As `sha256sum` writes it, so that it can be checked without this program."""
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in path.read_text().splitlines())}
