"""Kinds of lists that later subjects take in from a spreadsheet: each says how rows are read, compared and stored.

The steps are the same for all (`list_imports`), and so are the pages. Whoever owns a kind adds it to `KINDS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import Blocker
from core.ports import Table as Entries
from inmates.imports.models import ListImport, ListImportRow
from inmates.imports.reading.lists import ListKind, Table


class Effect(TextChoices):
    """What accepting a row would do."""

    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    REJECTED = "rejected", gettext_lazy("Rejected")


def overtaken() -> Blocker:
    """Refuses rows that somebody has changed since they were compared."""
    return Blocker("stale", _("Something has changed since this was shown. Look at the comparison once more."))


@dataclass(frozen=True)
class Question:
    """Whether the row is about somebody known; a person answers, and nothing is chosen beforehand."""

    # Value and words of each answer.
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One row of the file with its effect."""

    row: int
    name: str
    effect: Effect
    # Name, old and new value of each field that would be stored, as words.
    changes: tuple[tuple[str, str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    # The cells in which the faults of a rejected row are.
    written: str = ""
    question: Question | None = None
    # What the kind stores; hidden from repr, because lines pass through logs and tracebacks.
    content: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Chosen:
    """A row that is to be stored, and the answer to its question."""

    line: Line
    answer: str = ""


@dataclass(frozen=True)
class Stored:
    """What a row made, or changed; then `before` holds the values it had, as JSON."""

    row: int
    target: int
    before: dict[str, Any] = field(default_factory=dict, repr=False)
    is_new: bool = True


@dataclass(frozen=True)
class TakenRow:
    """A stored row as it is undone."""

    row: ListImportRow
    before: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class OfficeList:
    """How one kind of list is taken in."""

    table: ListKind[Any]
    # Why this user can take in nothing for what the import is about.
    blockers: Callable[[ListImport, User], list[Blocker]]
    # What each row would do now; writes nothing.
    compare: Callable[[ListImport, Table[Any], User], list[Line]]
    # Stores the chosen rows in order, within the caller's transaction; raises `RuleViolation`.
    store: Callable[[ListImport, Sequence[Chosen], User], list[Stored]]
    # Why what the rows made cannot be taken back: something depends on it.
    undo_blockers: Callable[[ListImport], list[Blocker]]
    take_back: Callable[[ListImport, Sequence[TakenRow], User], None]
    # Locks what `compare` and `undo_blockers` read, before they are asked.
    hold: Callable[[ListImport], None]


KINDS: Entries[OfficeList] = Entries()
"""By code, as `ListImport.kind` keeps it."""
