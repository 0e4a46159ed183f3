"""Querysets that are compiled once and then run with different values.

Django builds and compiles a queryset on every use. For queries needed by every page, that takes longer than the
database does. A `Statement` keeps the compiled SQL and fills in the values of each call:

    user_row = Statement(lambda pk: User.objects.select_related("facility").filter(pk=pk))
    users = user_row(pk=7)

Django itself builds the rows, so they equal those of the queryset. Whatever cannot be kept (a value transformed on its
way into the SQL, a queryset that is always empty) runs the ordinary way each time.
"""

import re
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import get_language

from core import clock

Adapter = Callable[[Any], Any]
# Longer lists run the ordinary way: locating their placeholders would take longer than compiling.
_MOST_KEYS = 256
# Integers fit the smallest column type; texts contain the characters that LIKE patterns escape; two moments SET apart
# differ in every part, and so does anything computed from them.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 31_207 + n,
    str: lambda n: f"\ue000%_\\{n}\ue000",
    datetime: lambda n: datetime(*_day(n), n * 7 % 24, n * 11 % 60, n * 13 % 60, 100_000 + n, tzinfo=UTC),
    date: lambda n: date(*_day(n)),
    UUID: lambda n: UUID(int=0x1907 << 64 | n),
}
_SET = 1000
# How far the clock moves between the two compilations: another day, month, year and hour.
_LATER = timedelta(days=400, hours=5)
# Within a day, the first of these that stays within it; minutes and all smaller parts differ in any case.
_LATER_THAT_DAY = (timedelta(hours=5), timedelta(hours=-5), timedelta())
# The current moment among the values of a statement.
_NOW = "the clock"
_LARGEST = 2**63
# Text that means the same within quotes in any SQL.
_WORD = re.compile(r"[\w .:+-]*", re.ASCII)


class Keyed:
    """A value, such as a user, of which only keys appear in the SQL; everything else that matters belongs to
    its shape.
    """

    def statement_shape(self) -> Hashable:
        """The part of this value that decides which tables and conditions the SQL contains."""
        raise NotImplementedError

    def statement_keys(self) -> dict[str, Any]:
        """The parts of this value that appear in the SQL, by attribute name: int and str."""
        raise NotImplementedError

    def with_keys(self, keys: dict[str, Any]) -> Any:
        """A stand-in of the same shape with other keys; reading anything else from it must fail."""
        raise NotImplementedError


class Statement:
    """A query compiled once per `shape` and types of values.

    `build(*shape, **values)` returns the queryset. Whatever decides which tables and conditions it has belongs in the
    shape (a side, a set of roles). Values only fill placeholders in the SQL: int, str, date, datetime and UUID, a
    `Keyed` with its own shape, or a list of keys for `pk__in`, padded with repeats so that few lengths need compiling.
    `build` must not compare values: it is called with stand-ins.

    A statement `by_day` may ask the clock: it is compiled anew each day, and moments in it that follow from the current
    one by a fixed distance, such as a week ago, are filled in.
    """

    def __init__(self, build: Callable[..., QuerySet], *, by_day: bool = False) -> None:
        self._build = build
        self._by_day = by_day
        # Per thread, like the connections it was compiled for.
        self._kept = threading.local()

    def __call__(self, *shape: Hashable, **values: Any) -> list[Any]:
        """Runs the query and returns all rows. One statement."""
        values = {name: _filled_up(value) if isinstance(value, list) else value for name, value in values.items()}
        kinds = tuple((name, _kind(value)) for name, value in values.items())
        # Date boundaries depend on the time zone, and texts in a queryset on the language.
        key = (shape, kinds, timezone.get_current_timezone_name(), get_language())
        days = _days(clock.now()) if self._by_day else ()
        kept: dict[Hashable, tuple[Hashable, _Compiled | None]] = self._kept.__dict__.setdefault("compiled", {})
        if key not in kept or kept[key][0] != days:
            kept[key] = days, _compiled(self._build, shape, values, by_day=self._by_day)
        compiled = kept[key][1]
        if compiled is None or any(type(value) is int and abs(value) >= _LARGEST for value in values.values()):
            return list(self._build(*shape, **values))
        return compiled.rows(values)

    def first(self, *shape: Hashable, **values: Any) -> Any:
        """The first row, or None."""
        rows = self(*shape, **values)
        return rows[0] if rows else None


def _filled_up(keys: list[int]) -> list[int]:
    """Pads the keys to the next power of two by repeating the last; leaves lists too long to be kept as they are."""
    if len(keys) > _MOST_KEYS:
        return keys
    return keys + keys[-1:] * ((1 << max(0, len(keys) - 1).bit_length()) - len(keys))


def _kind(value: Any) -> tuple[type, Hashable]:
    """Type and shape of a value: what decides how it appears in the SQL."""
    if isinstance(value, Keyed):
        return value.__class__, (value.statement_shape(), tuple(value.statement_keys()))
    return type(value), len(value) if isinstance(value, list) else 0


class _Place(NamedTuple):
    """A parameter of the SQL: the named value (`at` is the index in a list, or the attribute of a `Keyed`), passed
    through an adapter.

    Without a name, a constant.
    """

    name: str
    said: Any
    at: int | str | None = None

    def param(self, values: dict[str, Any]) -> Any:
        """The parameter's content for these values."""
        if not self.name:
            return self.said
        value = values[self.name]
        if isinstance(self.at, str):
            return self.said(getattr(value, self.at))
        return self.said(value if self.at is None else value[self.at])


_Places = tuple[_Place, ...]


@dataclass
class _Compiled:
    """SQL with a placeholder for each of its parameters."""

    queryset: QuerySet
    compiler: Any
    sql: str
    places: list[_Place]

    def rows(self, values: dict[str, Any]) -> list[Any]:
        values = {**values, _NOW: clock.now()}
        params: list[Any] = [place.param(values) for place in self.places]
        connection = connections[self.queryset.db]
        if self.queryset.query.select_for_update and not connection.in_atomic_block:
            # Django checks this while compiling, which happened earlier.
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.compiler.has_extra_select:
            found = [row[: self.compiler.col_count] for row in found]
        # The queryset asks its query for a compiler, and the compiler for rows, which are already here.
        self.compiler.execute_sql = lambda *args, **kwargs: [found]
        try:
            return list(self.queryset.all())
        finally:
            del self.compiler.execute_sql


def _compiled(
    build: Callable[..., QuerySet], shape: tuple, values: dict[str, Any], *, by_day: bool
) -> _Compiled | None:
    """The statement with placeholders for the values, or None if they cannot all be located in its SQL.

    It is compiled with two sets of stand-ins, the second at a later time: what differs is a value, what stays the same
    a constant. Anything computed from a value or the clock differs too but is not a value; such a statement is not
    kept.
    """
    now = clock.now()
    times = _two_of_the_day(now) if by_day else (now, now + _LATER)
    found = []
    for first, moment in zip((1, 1 + _SET), times, strict=True):
        with clock.moved_to(moment):
            found.append(_with_stand_ins(build, shape, values, first, moment if by_day else None))
    kept, other = found
    if kept is None or other is None or kept.sql != other.sql:
        return None
    places = [_common(one, another) for one, another in zip(kept.places, other.places, strict=True)]
    if not all(places):
        return None
    compiler = kept.compiler
    vars(kept.queryset.query)["get_compiler"] = lambda *args, **kwargs: compiler
    return _Compiled(kept.queryset, compiler, *_with_words(kept.sql, [place for place in places if place]))


def _with_words(sql: str, places: list[_Place]) -> tuple[str, list[_Place]]:
    """The SQL with constant words, such as states, in place of their placeholders; and the remaining placeholders.

    SQLite compiles a statement anew each time it runs if a placeholder may match the condition of an index.
    """
    each, left = iter(places), []

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        place = next(each)
        if not place.name and isinstance(place.said, str) and _WORD.fullmatch(place.said):
            return f"'{place.said}'"
        left.append(place)
        return found[0]

    return re.sub("%[%s]", written, sql), left


def _days(moment: datetime) -> tuple[date, ...]:
    """The calendar days of all offices at that moment."""
    return tuple(
        moment.astimezone(ZoneInfo(zone)).date() for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    )


def _two_of_the_day(now: datetime) -> tuple[datetime, datetime]:
    """Two moments of the same day everywhere, of other hours if there are any."""
    first, other = (
        now.replace(minute=17, second=23, microsecond=100_003),
        now.replace(minute=41, second=5, microsecond=7),
    )
    return first, next(other + by for by in _LATER_THAT_DAY if _days(other + by) == _days(now))


def _common(one: _Places, another: _Places) -> _Place | None:
    """What a parameter of both compilations can be."""
    return next((place for place in one if any(_is_same_place(place, other) for other in another)), None)


def _is_same_place(place: _Place, other: _Place) -> bool:
    return (place.name, place.at) == (other.name, other.at) and _is_same(place.said, other.said)


@dataclass
class _Try:
    """A queryset compiled with stand-ins: each parameter with the places it can be."""

    queryset: QuerySet
    compiler: Any
    sql: str
    places: list[_Places]


def _with_stand_ins(
    build: Callable[..., QuerySet], shape: tuple, values: dict[str, Any], first: int, moment: datetime | None
) -> _Try | None:
    numbers = count(first)
    if not all(map(_can_stand_in, values.values())):
        return None
    stand_ins = {name: _stand_in(value, numbers) for name, value in values.items()}
    try:
        with _without_asking():
            queryset = build(*shape, **stand_ins)
            connection = connections[queryset.db]
            compiler: Any = queryset.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
    # The result is always empty or unfiltered, or a column rejects this type, for example a key passed as text.
    except (EmptyResultSet, FullResultSet, ValueError, _Asked):
        return None
    known = list(_places(stand_ins, connection))
    places = [_possible(param, known, moment, connection) for param in params]
    # A value not found was transformed on its way; of a `Keyed`, not every key need be used.
    needed = {(place.name, place.at) for _said, place in known if not isinstance(place.at, str)}
    if not needed <= {(place.name, place.at) for each in places for place in each}:
        return None
    return _Try(queryset, compiler, sql, places)


class _Asked(Exception):
    """Building the queryset asked the database."""


@contextmanager
def _without_asking() -> Iterator[None]:
    """Forbids queries: an answer in the SQL would be kept with it."""

    def refuse(*_args: Any) -> None:
        raise _Asked

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(refuse))
        yield


def _possible(
    param: Any, known: list[tuple[Any, _Place]], moment: datetime | None, connection: BaseDatabaseWrapper
) -> _Places:
    """The value that the parameter stands for; a constant, or a moment by its distance from the current one."""
    place = next((place for said, place in known if _is_same(param, said)), None)
    if place:
        return (place,)
    at = _moment_of(param) if moment else None
    constant = _Place("", param)
    return (constant, _Place(_NOW, _Distant(at - moment, type(param), connection))) if at and moment else (constant,)


def _moment_of(param: Any) -> datetime | None:
    """The moment in a parameter; SQLite takes moments as text."""
    if isinstance(param, datetime):
        return param if param.tzinfo else None
    try:
        found = (
            datetime.fromisoformat(param)
            if isinstance(param, str) and len(param) >= len("2026-11-23 01:12:00")
            else None
        )
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and not found.tzinfo else None


@dataclass(frozen=True)
class _Distant:
    """Adapts the moment that lies so far after another one."""

    after: timedelta
    kind: type
    connection: BaseDatabaseWrapper

    def __call__(self, moment: datetime) -> Any:
        found = moment + self.after
        return found if self.kind is datetime else self.connection.ops.adapt_datetimefield_value(found)


def _can_stand_in(value: Any) -> bool:
    if isinstance(value, list):
        return 0 < len(value) <= _MOST_KEYS
    return isinstance(value, Keyed) or type(value) in _STAND_INS


def _stand_in(value: Any, numbers: Iterator[int]) -> Any:
    if isinstance(value, list):
        return [_STAND_INS[int](next(numbers)) for _key in value]
    if isinstance(value, Keyed):
        keys = value.statement_keys()
        other = {name: _STAND_INS[type(key)](next(numbers)) for name, key in keys.items()}
        # Negative, because no row has a key below zero: a stand-in must not match anybody's row.
        return value.with_keys({name: -key if isinstance(key, int) else key for name, key in other.items()})
    return _STAND_INS[type(value)](next(numbers))


def _places(stand_ins: dict[str, Any], connection: BaseDatabaseWrapper) -> Iterator[tuple[Any, _Place]]:
    """Yields each form a stand-in may take in the SQL, with its placeholder."""
    for name, stand_in in stand_ins.items():
        if isinstance(stand_in, list):
            yield from ((key, _Place(name, _as_it_is, at)) for at, key in enumerate(stand_in))
        elif isinstance(stand_in, Keyed):
            keys = stand_in.statement_keys()
            yield from ((key, _Place(name, _as_it_is, attribute)) for attribute, key in keys.items())
        else:
            yield from ((adapter(stand_in), _Place(name, adapter)) for adapter in _adapters(stand_in, connection))


def _is_same(param: Any, said: Any) -> bool:
    # Not by `==` alone: types that compare equal, such as int and bool, are different values here.
    return type(param) is type(said) and bool(param == said)


def _adapters(value: Any, connection: BaseDatabaseWrapper) -> Sequence[Adapter]:
    """How fields adapt values of this type to SQL on this database."""
    if isinstance(value, datetime):
        return _as_it_is, connection.ops.adapt_datetimefield_value
    if isinstance(value, date):
        return _as_it_is, connection.ops.adapt_datefield_value
    return (_as_it_is, _as_hex) if isinstance(value, UUID) else (_as_it_is,)


def _day(n: int) -> tuple[int, int, int]:
    return 1901 + n % 89, 1 + n * 5 % 12, 1 + n * 3 % 28


def _as_it_is(value: Any) -> Any:
    return value


def _as_hex(value: UUID) -> str:
    return value.hex
