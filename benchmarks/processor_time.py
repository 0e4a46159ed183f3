"""Processor time of other processes, read from /proc (Linux) with nanosecond resolution."""

from collections.abc import Iterable
from pathlib import Path


def seconds_of(processes: Iterable[int]) -> float:
    """Processor seconds used so far by all threads of those processes that still exist, in user and system mode."""
    return sum(_nanoseconds(process) for process in processes) / 1e9


def tree_of(root: int) -> list[int]:
    """The process and all its descendants."""
    found, parents = [root], dict(_parents())
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def backends_of(database: str) -> list[int]:
    """The processes of a PostgreSQL server on this machine that serve this database."""
    # PostgreSQL names them "postgres: user database [local] idle".
    named = [(process, _read(f"/proc/{process}/cmdline").split()) for process, _parent in _parents()]
    return [process for process, words in named if words[:1] == ["postgres:"] and words[2:3] == [database]]


def _nanoseconds(process: int) -> int:
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(_read(thread).split()[0] or 0) for thread in threads if _read(thread))


def _parents() -> Iterable[tuple[int, int]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        # The program name, in parentheses, may contain spaces.
        if after := _read(path).rpartition(")")[2].split():
            yield int(path.parent.name), int(after[1])


def _read(path: Path | str) -> str:
    """The text of the file; empty if its process is gone."""
    try:
        return Path(path).read_text().replace("\0", " ")
    except OSError:
        return ""
