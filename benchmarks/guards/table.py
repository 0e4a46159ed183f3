"""The rows of the table, one file of it for each subject.

A guard is a text that stands exactly once in its file. `broken` is what takes its place: the smallest change by which
the guard is gone and everything else goes on. To migrate anew takes minutes, so that of a migration the text stays, and
`statements` take out of the migrated database what it made.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).resolve().parent
ENGINES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Row:
    """One guard. `attack` and `guard` are sentences; `tests` are ids of pytest, each of which has to fail."""

    subject: str
    attack: str
    guard: str
    file: str
    stands: str
    tests: list[str]
    broken: str = ""
    engine: str = ENGINES[0]
    statements: list[str] = field(default_factory=list)

    def speaks_of(self, word: str) -> bool:
        return any(word.lower() in text.lower() for text in (self.subject, self.attack, self.guard, self.file))


def rows() -> list[Row]:
    return [row for path in sorted(FOLDER.glob("*.toml")) for row in rows_of(path)]


def rows_of(path: Path) -> Iterator[Row]:
    read = tomllib.loads(path.read_text())
    for attack in read["attack"]:
        for guard in attack["guards"]:
            yield Row(read["subject"], attack["tried"], **guard)


def faults(row: Row) -> Iterator[str]:
    """Why this row is not true of the tree as it is."""
    name = f"{row.guard} ({row.file})"
    source = ROOT / row.file
    count = source.read_text().count(row.stands) if source.is_file() else 0
    if count != 1:
        yield f"{name}: its text stands {count} times in its file"
    if row.engine not in ENGINES:
        yield f"{name}: nobody knows the database {row.engine}"
    if bool(row.statements) != ("/migrations/" in row.file):
        yield f"{name}: what a migration made, and nothing else, is taken away by statements"
    if not row.tests:
        yield f"{name}: no test is named"
    for test in row.tests:
        file, _, called = test.partition("::")
        function = rf"^ *def {re.escape(called.partition('[')[0].rpartition('::')[2])}\("
        if not (ROOT / file).is_file() or not re.search(function, (ROOT / file).read_text(), re.MULTILINE):
            yield f"{name}: there is no test {test}"
