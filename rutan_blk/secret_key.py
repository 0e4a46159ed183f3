"""Exchanging the key that signs sessions (`SECRET_KEY`), while those who are signed in stay so."""

import os
import secrets
from pathlib import Path

from django.conf import settings

KEY, BEFORE = "secret_key.txt", "secret_key_before.txt"


class Refused(Exception):
    """Why the key was not exchanged."""


def exchange() -> None:
    """A new key signs; what the old one signed is read until `end`. Both count with the next start of the site.

    Raises `Refused` if the key stands in the environment, or the key before it is still in use.
    """
    folder = Path(settings.DATA_DIR)
    if not (folder / KEY).exists() or (folder / KEY).read_text(encoding="utf-8").strip() != settings.SECRET_KEY:
        raise Refused(f"SECRET_KEY stands in the environment, not in {folder / KEY}: exchange it there.")
    if (folder / BEFORE).exists():
        raise Refused(f"{folder / BEFORE} is still in use. End it first.")
    # The old one is kept before the new one counts: a process that dies between leaves nobody signed out.
    _write(folder / BEFORE, (folder / KEY).read_text(encoding="utf-8"))
    _write(folder / KEY, secrets.token_urlsafe(64))


def end() -> None:
    """What the key before the last exchange signed is read no longer. Raises `Refused` if there is none."""
    try:
        (Path(settings.DATA_DIR) / BEFORE).unlink()
    except FileNotFoundError:
        raise Refused("No key from before is in use.") from None


def _write(path: Path, content: str) -> None:
    """Replaces the file as a whole, for its owner alone."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(draft, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # Typed as root it stays the site's file.
    owner = path.parent.stat()
    os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)
