"""A row of the work list, and the sources of such rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User


@dataclass(frozen=True)
class Task:
    """A row of the work list; `kind` is its urgency (bad, warn, info, ok), `word` the state on its tag."""

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
    """A source of tasks: found row by row, or derived from the counts of `rows`.

    For users with one of `permissions`; without any, for everybody.
    """

    permissions: tuple[str, ...]
    tasks_of: TasksOf | None = None
    rows: Rows | None = None
    telling: Telling | None = None

    def is_for(self, user: User) -> bool:
        """True if this source can have tasks for `user`."""
        return not self.permissions or any(user.has_perm(name) for name in self.permissions)

    def tasks(self, user: User, counts: dict[str, int]) -> Iterator[Task]:
        """The tasks of `user`; `counts` holds the numbers of `rows`, if there are any."""
        if self.telling:
            return self.telling(counts)
        return self.tasks_of(user) if self.tasks_of else iter(())


def waits_for(*permissions: str) -> Callable[[TasksOf], Source]:
    """Decorator: makes a function a source of tasks for users with one of these permissions."""
    return lambda tasks_of: Source(permissions, tasks_of=tasks_of)


def counted_for(*permissions: str, rows: Rows) -> Callable[[Telling], Source]:
    """Decorator: makes a function a source of tasks derived from the number of `rows`.

    The home page counts the rows of all such sources in one query. `rows` may omit what does not concern the user,
    which then counts as 0.
    """
    return lambda telling: Source(permissions, rows=rows, telling=telling)
