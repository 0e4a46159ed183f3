"""The field keys at hand: the one that encrypts, and during an exchange also the one before it.

A running site reads them anew when their files change, so a key is exchanged without a stop. After an exchange the text
of a key is `2~SECRET~INDEX`: digests by which rows are found keep their key, since of many nobody knows any more what
they were made of (a withdrawn consent keeps a digest and no name).
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BEFORE = "field_key_before.txt"
_MARK = "2~"


@dataclass(frozen=True)
class FieldKey:
    """One key, as it stands in its file and in the two envelopes."""

    text: str

    @property
    def secret(self) -> str:
        """What encrypts."""
        return self.text.split("~")[1] if self.text.startswith(_MARK) else self.text

    @property
    def index(self) -> str:
        """What digests are made with."""
        return self.text.split("~")[2] if self.text.startswith(_MARK) else self.text

    def followed_by(self, secret: str) -> "FieldKey":
        """The key that comes after this one."""
        return FieldKey(f"{_MARK}{secret}~{self.index}")


def current() -> FieldKey:
    """The key that encrypts."""
    return ring()[0]


def ring() -> tuple[FieldKey, ...]:
    """Every key that opens values of the database, that which encrypts first."""
    file = settings.FIELD_KEY_FILE
    if file and (now := stamp(file)) != settings.FIELD_KEY_STAMP:
        return _read(file, now) or _of(settings.FIELD_KEY, *settings.FIELD_KEYS_BEFORE)
    return _of(settings.FIELD_KEY, *settings.FIELD_KEYS_BEFORE)


Stamp = tuple[tuple[int, int], ...]


def stamp(file: Path) -> Stamp:
    """Tells whether one of both files was written again."""
    found = []
    for path in (file, file.with_name(BEFORE)):
        with suppress(FileNotFoundError):
            found.append(path.stat())
    return tuple((one.st_mtime_ns, one.st_ino) for one in found)


@lru_cache(maxsize=2)
def _read(file: Path, _stamp: Stamp) -> tuple[FieldKey, ...]:
    # An exchange writes the one before first: whoever finds the new key finds the old one too.
    texts = []
    for path in (file, file.with_name(BEFORE)):
        with suppress(FileNotFoundError):
            texts.append(path.read_text().strip())
    return _of(*texts)


def _of(*texts: str) -> tuple[FieldKey, ...]:
    return tuple(map(FieldKey, dict.fromkeys(texts)))
