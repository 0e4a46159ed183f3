"""A row of the work list, and what such rows come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User


@dataclass(frozen=True)
class Task:
    """A row of the work list; `kind` is its urgency (bad, warn, info, ok), `word` the state that its tag says."""

    kind: str
    icon_name: str
    title: str
    url: str
    note: str = ""
    word: str = ""

    @property
    def tag_kind(self) -> str:
        return self.kind


TasksOf = Callable[[User], Iterator[Task]]
Rows = Callable[[User], dict[str, QuerySet[Any]]]
Telling = Callable[[dict[str, int]], Iterator[Task]]


@dataclass(frozen=True)
class Source:
    """Tasks of everybody with one of `permissions`: found row by row, or told from the numbers of `rows` alone."""

    permissions: tuple[str, ...]
    tasks_of: TasksOf | None = None
    rows: Rows | None = None
    telling: Telling | None = None

    def is_for(self, user: User) -> bool:
        """Whether anything of this source can wait for `user`."""
        return any(user.has_perm(name) for name in self.permissions)

    def tasks(self, user: User, counts: dict[str, int]) -> Iterator[Task]:
        """The tasks of `user`; `counts` are the numbers of `rows`, empty where there are none to count."""
        if self.telling:
            return self.telling(counts)
        return self.tasks_of(user) if self.tasks_of else iter(())


def waits_for(*permissions: str) -> Callable[[TasksOf], Source]:
    """Makes a function a source of tasks for everybody with one of these permissions."""
    return lambda tasks_of: Source(permissions, tasks_of=tasks_of)


def counted_for(*permissions: str, rows: Rows) -> Callable[[Telling], Source]:
    """Makes a function a source of tasks that follow from how many `rows` there are.

    Home counts those of all such sources in one query. `rows` may leave out what the user has nothing to do with; what
    it leaves out counts as 0.
    """
    return lambda telling: Source(permissions, rows=rows, telling=telling)
