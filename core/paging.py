"""Keyset pagination: the next page starts after the last row seen, so page 1,000 costs no more than page 1.

The row is named by what the list is sorted by, often a name. Addresses stay in the history of a shared PC and in logs
of proxies, so they bear it sealed for one sign-in, as they do the words of a search (`core.sought_words`).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core import crypto
from core.http import session_mark

SIZE = 30
# Digits of the widest integer column.
LARGEST = 2**63 - 1
LONGEST_PLACE = 10


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page and the query strings ("?...") of its neighbors; empty where there is none."""

    rows: list
    previous: str
    next: str
    first: int = 1
    """The position of the first row as counted by the links; rows added or deleted meanwhile shift it."""

    @property
    def last(self) -> int:
        """The position of the last row."""
        return self.first + len(self.rows) - 1

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    request: HttpRequest,
    queryset: QuerySet,
    *,
    keys: tuple[str, ...],
    size: int = SIZE,
    first_rows: Callable[[int], list] | None = None,
) -> KeysetPage:
    """The page of `queryset` that the request asks for.

    `keys` are fields ("-" before one for descending order) that together identify a row, the last being unique and none
    null. A cursor that is invalid, or sealed for another sign-in, yields the first page.

    `first_rows` gives so many of the first rows in another way, such as a kept statement: most readers stay on the
    first page.
    """
    cursor = _cursor(request, len(keys))
    if first_rows and cursor.values is None:
        return _page_of(request, first_rows(size + 1), cursor, keys, size)
    # One extra row tells whether there is another page, without counting the table.
    try:
        found = list(_rows_behind(cursor, queryset, keys)[: size + 1])
    except (ValidationError, ValueError, TypeError, OverflowError):
        # The cursor was readable, but its values do not fit these columns.
        cursor = _Cursor()
        found = list(_rows_behind(cursor, queryset, keys)[: size + 1])
    return _page_of(request, found, cursor, keys, size)


def _page_of(request: HttpRequest, found: list, cursor: "_Cursor", keys: tuple[str, ...], size: int) -> KeysetPage:
    """The page of these rows, of which there may be one more than fit."""
    has_more, found = len(found) > size, found[:size]
    if cursor.backwards:
        found.reverse()
    has_previous = has_more if cursor.backwards else cursor.values is not None
    # A reader going backwards came from a later page.
    has_next = cursor.backwards or has_more
    first = _place(request) if cursor.values is not None and has_previous else 1
    return KeysetPage(
        rows=found,
        previous=_link(request, "before", keys, found[0], max(first - size, 1)) if found and has_previous else "",
        next=_link(request, "after", keys, found[-1], first + len(found)) if found and has_next else "",
        first=first,
    )


def without_place(request: HttpRequest) -> str:
    """The address of the list as it is filtered, from its first row on: for after an act that changes what it holds."""
    query = request.GET.copy()
    for name in ("after", "before", "at"):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _place(request: HttpRequest) -> int:
    """The position of the first row, taken from the link; counting the rows before it would cost more with
    every page.
    """
    text = request.GET.get("at", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < LONGEST_PLACE else 1


@dataclass(frozen=True)
class _Cursor:
    """Where the previous page ended (None: start of the list), and the direction to continue in."""

    values: list[Any] | None = None
    backwards: bool = False


def _rows_behind(cursor: _Cursor, queryset: QuerySet, keys: tuple[str, ...]) -> QuerySet:
    ordered = [_turned(key) for key in keys] if cursor.backwards else list(keys)
    rows = queryset.order_by(*ordered)
    return rows.filter(_beyond(ordered, cursor.values)) if cursor.values else rows


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: list[str], values: list[Any]) -> Q:
    """Rows after the one with `values` in the order of `keys`, compared key by key."""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.removeprefix("-")
        step = Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        condition |= equal & step
        equal &= Q(**{name: value})
    return condition


def _cursor(request: HttpRequest, length: int) -> _Cursor:
    for name in ("before", "after"):
        try:
            values = json.loads(crypto.decrypt(request.GET.get(name, ""), context=_context(request)))
        except (ValueError, RecursionError):
            continue
        if isinstance(values, list) and len(values) == length and all(map(_can_be_asked_for, values)):
            return _Cursor(values, backwards=name == "before")
    return _Cursor()


def _context(request: HttpRequest) -> str:
    return f"place:{session_mark(request)}"


def _can_be_asked_for(value: Any) -> bool:
    """True for a text or number that both databases accept; others would raise an error."""
    if isinstance(value, int):
        return abs(value) <= LARGEST
    return isinstance(value, str) and "\0" not in value


def _link(request: HttpRequest, name: str, keys: tuple[str, ...], row: Any, place: int) -> str:
    values = [_value(row, key.removeprefix("-")) for key in keys]
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query["at"] = str(place)
    query[name] = crypto.encrypt(json.dumps(values), context=_context(request))
    return "?" + query.urlencode()


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    # JSON has neither dates nor ids; the filter parses the text again.
    if isinstance(row, UUID):
        return str(row)
    return row.isoformat() if isinstance(row, date | datetime) else row
