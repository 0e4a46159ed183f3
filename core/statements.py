"""Querysets that are built and compiled once and then asked with other values.

Django builds and compiles a queryset anew each time it is asked. For what every page asks, that takes longer than the
database does. A `Statement` keeps the compiled SQL and puts the values of each call in their places:

    user_row = Statement(lambda pk: User.objects.select_related("facility").filter(pk=pk))
    users = user_row(pk=7)

Rows are made by Django itself, so they are what the queryset would have given. Whatever cannot be kept (a value that is
changed on its way into the SQL, a queryset that is empty by its nature) is asked the plain way each time.
"""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

Adapter = Callable[[Any], Any]
# Longer lists are asked the plain way: finding their places would take longer than compiling does.
_MOST_KEYS = 256
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 31_207 + n,  # within the smallest of columns
    str: lambda n: f"\ue000{n}\ue000",
    datetime: lambda n: datetime(1907, 3, 4, 5, 6, 7, n, tzinfo=UTC),
    date: lambda n: date(1907, 3, 4) + timedelta(days=n),
    UUID: lambda n: UUID(int=0x1907 << 64 | n),
}


class Statement:
    """What `build` asks, compiled once for each `shape` and kinds of values.

    `build(*shape, **values)` makes the queryset. Whatever decides which tables and conditions stand in it belongs into
    the shape (a side, a set of roles); values only stand in places of the SQL: int, str, date, datetime and UUID, or a
    list of keys for `pk__in`, which is asked with some of them repeated so that few lengths have to be compiled.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        # Connections belong to threads, and so does what was compiled for them.
        self._kept = threading.local()

    def __call__(self, *shape: Hashable, **values: Any) -> list[Any]:
        """The rows, read to the end. Asks the database once."""
        values = {name: _filled_up(value) if isinstance(value, list) else value for name, value in values.items()}
        key = (shape, tuple((name, _kind(value)) for name, value in values.items()))
        kept: dict[Hashable, _Compiled | None] = self._kept.__dict__.setdefault("compiled", {})
        if key not in kept:
            kept[key] = _compiled(self._build, shape, values)
        compiled = kept[key]
        return list(self._build(*shape, **values)) if compiled is None else compiled.rows(values)

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row, or None."""
        rows = self(*shape, **values)
        return rows[0] if rows else None


def _filled_up(keys: list[int]) -> list[int]:
    """As many keys as the next power of two, the last one several times; a long list as it is, which is not kept."""
    if len(keys) > _MOST_KEYS:
        return keys
    return keys + keys[-1:] * ((1 << max(0, len(keys) - 1).bit_length()) - len(keys))


def _kind(value: Any) -> tuple[type, int]:
    """What decides how a value stands in the SQL."""
    return type(value), len(value) if isinstance(value, list) else 0


class _Place(NamedTuple):
    """A parameter of the SQL: the value of that name (of a list, the one at `at`) through an adapter.

    Without a name, a constant.
    """

    name: str
    said: Any
    at: int | None = None

    def param(self, values: dict[str, Any]) -> Any:
        """What stands here when these values are asked."""
        if not self.name:
            return self.said
        value = values[self.name]
        return self.said(value if self.at is None else value[self.at])


@dataclass
class _Compiled:
    """SQL with a place for each of its parameters."""

    queryset: QuerySet
    compiler: Any
    sql: str
    places: list[_Place]

    def rows(self, values: dict[str, Any]) -> list[Any]:
        params: list[Any] = [place.param(values) for place in self.places]
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.compiler.has_extra_select:
            found = [row[: self.compiler.col_count] for row in found]
        # A queryset asks its query for a compiler and that one for the rows, which are here already.
        self.compiler.execute_sql = lambda *args, **kwargs: [found]
        return list(self.queryset.all())


def _compiled(build: Callable[..., QuerySet], shape: tuple, values: dict[str, Any]) -> _Compiled | None:
    """The statement with places for the values, or None where they cannot all be found again in its SQL.

    Compiled with two sets of stand-ins: what differs between them is a value, what is the same is a constant.
    """
    found = [_with_stand_ins(build, shape, values, first) for first in (1, 1001)]
    if found[0] is None or found[1] is None or found[0].sql != found[1].sql or found[0].places != found[1].places:
        return None
    kept = found[0]
    kept.queryset.query.get_compiler = lambda *args, **kwargs: kept.compiler
    return kept


def _with_stand_ins(build: Callable[..., QuerySet], shape: tuple, values: dict[str, Any], first: int) -> Any:
    numbers = count(first)
    if not all(map(_can_stand_in, values.values())):
        return None
    stand_ins = {
        name: [_STAND_INS[int](next(numbers)) for _key in value]
        if isinstance(value, list)
        else _STAND_INS[type(value)](next(numbers))
        for name, value in values.items()
    }
    queryset = build(*shape, **stand_ins)
    connection = connections[queryset.db]
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except (EmptyResultSet, FullResultSet):
        return None
    known = list(_places(stand_ins, connection))
    places = [next((place for said, place in known if _is_same(param, said)), _Place("", param)) for param in params]
    if {(place.name, place.at) for place in places if place.name} != {(place.name, place.at) for _said, place in known}:
        return None
    return _Compiled(queryset, compiler, sql, places)


def _can_stand_in(value: Any) -> bool:
    return 0 < len(value) <= _MOST_KEYS if isinstance(value, list) else type(value) in _STAND_INS


def _places(stand_ins: dict[str, Any], connection: BaseDatabaseWrapper) -> Iterator[tuple[Any, _Place]]:
    """Each stand-in as it can stand in the SQL, with the place that this makes."""
    for name, stand_in in stand_ins.items():
        if isinstance(stand_in, list):
            yield from ((key, _Place(name, _as_it_is, at)) for at, key in enumerate(stand_in))
        else:
            yield from ((adapter(stand_in), _Place(name, adapter)) for adapter in _adapters(stand_in, connection))


def _is_same(param: Any, said: Any) -> bool:
    # Not by `==` alone: a date and a moment, a number and a truth are none of each other.
    return type(param) is type(said) and bool(param == said)


def _adapters(value: Any, connection: BaseDatabaseWrapper) -> Sequence[Adapter]:
    """How values of this kind get into SQL on this database, as their fields do it."""
    if isinstance(value, datetime):
        return _as_it_is, connection.ops.adapt_datetimefield_value
    if isinstance(value, date):
        return _as_it_is, connection.ops.adapt_datefield_value
    return (_as_it_is, _as_hex) if isinstance(value, UUID) else (_as_it_is,)


def _as_it_is(value: Any) -> Any:
    return value


def _as_hex(value: UUID) -> str:
    return value.hex
