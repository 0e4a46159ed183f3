"""Stores the database of this version as offices will have it, with people who are made up:

    .venv/bin/python -m tests.upgrade.store URL

URL names an empty database of PostgreSQL, into which the one of SQLite is moved, so that both hold the same. It takes
some minutes and is done once a version, before its release (docs/releasing.md).
"""

import json
import lzma
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.upgrade.stored import FIELD_KEY, FOLDER, manage


def main(url: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        var = Path(name)
        (var / "field_key.txt").write_text(FIELD_KEY)
        small = f"sqlite:///{var}/site.sqlite3"
        for words in (["migrate", "-v0"], ["prepare"], ["seed_demo"], ["run_due"]):
            manage(var, small, *words, UPKEEP_AT_NIGHT="false")
        manage(var, small, "shell", "-v0", "-c", "from django.db import connection as c; c.cursor().execute('VACUUM')")
        manage(var, small, "move_database", TARGET_DATABASE_URL=url, PORT="0")
        folder = FOLDER / version(var, small)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "site.sqlite3.xz").write_bytes(packed((var / "site.sqlite3").read_bytes()))
        manage(var, url, "shell", "-v0", "-c", DUMP, DUMPED=str(var / "site.sql"))
        (folder / "site.sql.xz").write_bytes(packed((var / "site.sql").read_bytes()))
        with tarfile.open(folder / "files.tar.xz", "w:xz") as archive:
            for kept in ("media", "statement-keys"):
                archive.add(var / kept, kept)
        facts = {
            kind: json.loads(manage(var, place, *FACTS)) for kind, place in (("sqlite", small), ("postgresql", url))
        }
        (folder / "facts.json").write_text(json.dumps(facts, indent=0, sort_keys=True))
        print(*(f"{path.name}: {path.stat().st_size // 1000} KB" for path in sorted(folder.iterdir())), sep="\n")


DUMP = """
import os; from rutan_blk.backups import picture
picture.run_client("pg_dump", "--no-owner", "--no-privileges", "--file=" + os.environ["DUMPED"])
"""
FACTS = ("shell", "-v0", "-c", "import json; from tests.upgrade import stored; print(json.dumps(stored.facts()))")


def version(var: Path, url: str) -> str:
    return manage(var, url, "shell", "-v0", "-c", "from rutan_blk import releases; print(releases.version())").strip()


def packed(content: bytes) -> bytes:
    return lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    main(sys.argv[1])
