"""Whether the field key at hand is the one with which this database was written.

A database that is restored without its key looks whole: only who opens a NIK finds out, and a NIK typed anew is taken
for that of somebody else.
"""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock, crypto, key_ring
from core.models import KeyMark


def digest() -> str:
    """The mark of the key that encrypts."""
    return crypto.key_mark(key_ring.current())


def is_of_ring(mark: str) -> bool:
    """Whether the key of that mark is at hand, as the one of today or, during an exchange, as the one before."""
    return mark in map(crypto.key_mark, key_ring.ring())


def fault() -> str | None:
    """Why this key must not be used with this database; None if it may, or if the database has no mark yet."""
    mark = KeyMark.objects.first()
    return _wrong_key() if mark and not is_of_ring(mark.digest) else None


def settle() -> str | None:
    """Marks a database that has no mark. Returns why not: the key opens nothing of it, or is another than before."""
    if KeyMark.objects.exists():
        return fault()
    if _opens_nothing():
        return _wrong_key()
    KeyMark.objects.create(pk=KeyMark.ONLY, digest=digest(), made_at=clock.now())
    return None


def unopened() -> Iterator[str]:
    """Yields a sentence for every encrypted value that this key does not open."""
    for field in crypto.sealed_fields:
        for pk, context, sealed in field.rows():
            if not _opens(sealed, context):
                yield f"{field.model} {pk}: {field.field} does not open with this key"


def _wrong_key() -> str:
    return _(
        "The field key is not the one with which this database was written, so no NIK and no telephone number opens. "
        "Put the right one back into %(folder)s/field_key.txt. Its halves lie in two envelopes; to join "
        "them, type: .venv/bin/python -m rutan_blk.backups.key_halves"
    ) % {"folder": settings.DATA_DIR}


def _opens_nothing() -> bool:
    """True if there are encrypted values, and the first of each column stays closed."""
    firsts = [row for field in crypto.sealed_fields if (row := next(field.rows(), None))]
    return bool(firsts) and not any(_opens(sealed, context) for _pk, context, sealed in firsts)


def _opens(sealed: str, context: str) -> bool:
    try:
        crypto.decrypt(sealed, context=context)
    except ValueError:
        return False
    return True
