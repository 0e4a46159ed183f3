"""The kinds of contradictions that the nightly reconcile looks for: what each means, who looks at it, how it is found.

The checks themselves stand in `custody_checks`, `training_checks` and `record_checks`. Each asks one question of the
database, whatever the number of people, so that what it sees is of one moment. Nothing is looked for that a
constraint makes impossible.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.roles import Role


class Found(NamedTuple):
    """One contradiction: `key` names it within its kind, the others are primary keys of what it concerns."""

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
    """A kind of contradiction; `title` says what contradicts what, `meaning` what it does and how it is resolved.

    `page` is the address on which it is looked at, of its batch where it has one; `page_label` names one without.
    """

    code: str
    title: Words
    meaning: Words
    role: Role
    find: Check
    page: str = ""
    page_label: Words = ""


KINDS: dict[str, Kind] = {}


def contradiction(
    code: str, title: Words, meaning: Words, *, role: Role, page: str = "", page_label: Words = ""
) -> Callable[[Check], Check]:
    """Registers a check, which is asked with the moment of the run; `role` is who has to look at what it finds."""

    def register(check: Check) -> Check:
        KINDS[code] = Kind(code, title, meaning, role, check, page, page_label)
        return check

    return register


def found(rows: QuerySet[Model], *, key: str = "pk", **paths: str) -> Iterator[Found]:
    """One for each of `rows`, with the values that stand under `paths`; a key that comes again is left out."""
    # Each path once: a person is often both what is named and what the key is.
    names = list(dict.fromkeys([key, *paths.values()]))
    seen = set()
    for values in rows.order_by("pk").values_list(*names):
        row = dict(zip(names, values, strict=True))
        if row[key] not in seen:
            seen.add(row[key])
            yield Found(str(row[key]), **{name: row[path] for name, path in paths.items()})


def kinds_for(roles: Iterable[str]) -> list[str]:
    """The codes of what people with these roles have to look at."""
    roles = set(roles)
    return [kind.code for kind in KINDS.values() if kind.role in roles]
