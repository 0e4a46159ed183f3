"""Takes photos, scans and secret halves of statement keys from folders into the database (`FILES_IN_DATABASE`)."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from certification.verification import statement_keys
from core import kept_files
from core.models import StoredFile
from core.stored_files import DatabaseStorage
from rutan_blk.backups.repository import Refused


def move() -> tuple[int, int]:
    """How many files and keys it took. Harmless if run again; what is in the folders stays. Raises `Refused`."""
    if not settings.FILES_IN_DATABASE:
        raise Refused("Files are read from folders. Stop the site and write FILES_IN_DATABASE=true into .env first.")
    with transaction.atomic():
        taken = sum(_take(path) for path in _files())
        keys = statement_keys.take_into_database()
        if lacking := list(kept_files.missing()):
            raise Refused("\n".join(["Nothing was taken, as not every file is there:", *lacking]))
    return taken, keys


def _files() -> Iterator[Path]:
    for folder, folders, names in os.walk(settings.MEDIA_ROOT):
        # Secrets, where they lie below it, are taken sealed.
        folders[:] = [name for name in folders if Path(folder, name) != Path(settings.STATEMENT_KEY_DIR)]
        yield from (Path(folder, name) for name in sorted(names))


def _take(path: Path) -> int:
    """1 if it was taken, 0 if the database has it. Raises `Refused` if another one has its name."""
    name, content = path.relative_to(settings.MEDIA_ROOT).as_posix(), path.read_bytes()
    had = StoredFile.objects.filter(name=name).values_list("content", flat=True).first()
    if had is None:
        DatabaseStorage().save(name, ContentFile(content))
        return 1
    if bytes(had) != content:
        raise Refused(f"{name}: the database holds another file of this name. See which of both is right.")
    return 0
