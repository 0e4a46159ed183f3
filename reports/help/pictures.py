"""Pictures of pages in the help: taken by `deploy/help_pictures.py`, listed in `static/help/manifest.json`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "static" / "help"


@dataclass(frozen=True)
class Taken:
    """One picture: `width` and `height` in pixels of the page, half of those of the file; the version it shows."""

    key: str
    width: int
    height: int
    version: str

    @property
    def path(self) -> str:
        """Its address below that of the static files."""
        return f"help/{self.key}.png"

    def read(self) -> bytes:
        return (FOLDER / f"{self.key}.png").read_bytes()


@cache
def taken() -> MappingProxyType[str, Taken]:
    """The pictures there are, by name."""
    listed = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    rows = listed["pictures"].items()
    return MappingProxyType({key: Taken(key, row["width"], row["height"], listed["version"]) for key, row in rows})
