"""The kinds of contradiction the nightly reconcile looks for: meaning, responsible role, and check.

The checks are in `custody_checks`, `training_checks` and `record_checks`. Each runs one query, however many people
there are, so its result is a consistent snapshot. Contradictions that constraints rule out are not checked.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.roles import Role
from core.ports import Table


class Found(NamedTuple):
    """One contradiction: `key` identifies it within its kind, the other fields are primary keys of the records
    involved.
    """

    key: str
    facility: int | None = None
    training_center: int | None = None
    person: int | None = None
    other_person: int | None = None
    batch: int | None = None
    session: int | None = None
    certificate: int | None = None


Check = Callable[[datetime], Iterable[Found]]
Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """A kind of contradiction; `title` says what contradicts what, `meaning` its effect and how to resolve it.

    `page` is where to look at it, with its batch if it has one; `page_label` is the link text if there is no batch.
    """

    code: str
    title: Words
    meaning: Words
    role: Role
    find: Check
    page: str = ""
    page_label: Words = ""


KINDS: Table[Kind] = Table()


def contradiction(
    code: str, title: Words, meaning: Words, *, role: Role, page: str = "", page_label: Words = ""
) -> Callable[[Check], Check]:
    """Registers a check, called with the moment of the run; `role` is responsible for its findings."""

    def register(check: Check) -> Check:
        KINDS.add(code, Kind(code, title, meaning, role, check, page, page_label))
        return check

    return register


def found(rows: QuerySet[Model], *, key: str = "pk", **paths: str) -> Iterator[Found]:
    """Yields one finding per row with the values at `paths`; repeated keys are skipped."""
    # Deduplicated: the person is often both the key and one of the values.
    names = list(dict.fromkeys([key, *paths.values()]))
    seen = set()
    for values in rows.order_by("pk").values_list(*names):
        row = dict(zip(names, values, strict=True))
        if row[key] not in seen:
            seen.add(row[key])
            yield Found(str(row[key]), **{name: row[path] for name, path in paths.items()})


def kinds_for(roles: Iterable[str]) -> list[str]:
    """The codes of the kinds these roles are responsible for."""
    roles = set(roles)
    return [kind.code for kind in KINDS.values() if kind.role in roles]
