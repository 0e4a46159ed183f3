"""The page of the attacks, written from the table."""

from collections.abc import Iterator
from itertools import groupby

from benchmarks.guards.table import ROOT, Row, rows

PAGE = ROOT / "docs" / "attacks.md"
HEAD = """# What was tried, what stands against it, what proves it

Each row is a guard of this site, the file in which it stands, and the tests that fail when it is taken away. That they
do is no matter of trust: `benchmarks/broken_guards.py` takes every one of these guards out of a copy of the tree, one
after the other, and runs its tests, which pass with it and have to fail without. This page is written from the same
table (`benchmarks/guards/`) by `broken_guards.py --page`; a test says so when the two differ, or when the text of a
guard is no longer in its file. The last run stands in [benchmarks/README.md](../benchmarks/README.md).

Tests are named by their place below `tests/`: `accounts/sign_in::idle_sign_in_ends` is `test_idle_sign_in_ends` in
`tests/accounts/test_sign_in.py`. What the site does not protect from says [SECURITY.md](../SECURITY.md); how it stands
to the standard of OWASP, [asvs.md](asvs.md).
"""


def page() -> str:
    every = rows()
    counted = f"\n{len(every)} guards against {len({row.attack for row in every})} attacks.\n"
    return HEAD + counted + "".join(f"\n{part}\n" for part in parts(every))


def parts(every: list[Row]) -> Iterator[str]:
    for subject, of_subject in groupby(every, key=lambda row: row.subject):
        yield f"## {subject}"
        lines = [
            "| what was tried | what stands against it | where | tests that fail without it |",
            "|---|---|---|---|",
        ]
        said = ""
        for row in of_subject:
            tests = ", ".join(f"`{short(test)}`" for test in row.tests)
            attack = "" if row.attack == said else row.attack
            lines.append(f"| {attack} | {row.guard} | `{row.file}` | {tests} |")
            said = row.attack
        yield "\n".join(lines)


def short(test: str) -> str:
    """The place of a test below `tests/`, without what all of them have in common."""
    file, _, name = test.partition("::")
    folder, _, stem = file.removeprefix("tests/").removesuffix(".py").rpartition("/")
    return f"{folder}/{stem.removeprefix('test_')}::{name.rpartition('::')[2].removeprefix('test_')}"
