"""Lists, each declared once by its columns: what sorts it, what stands in its file, what the access log says of that.

A view hands over the rows that its filters found. The page and the file come from the same rows in the same order, so
they cannot differ. Addresses bear `sort` (a column, "-" before it for the opposite order) and `file` (xlsx or csv).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import access, audit_words, clock
from core.errors import Blocker, refuse_if
from core.exporting import TYPES, file_response
from core.paging import SIZE, KeysetPage, keyset_page

FILE, SORT = "file", "sort"
# Another order or a file begins with the first row.
PLACES = ("after", "before", "at")
# A file of more rows would hold up whoever shares the process.
MOST_IN_FILE = 20_000
# Counting on costs more than it tells.
MOST_COUNTED = 10_000
_ORDER = "listing_order"

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """One column: its head on the page, what the list is sorted by under it, its cell in a file.

    `order` names fields or annotations, ascending; `empty` stands for the first where that may be null. `kind` is that
    of a table's head (num, hidden); "file" for a column that only files have. Without `cell` files leave it out. For
    whoever lacks `permission`, if one is named, it has no head, no order and no cells in files.
    """

    name: str
    label: Words
    cell: Callable[[Any], Any] | None = None
    order: tuple[str, ...] = ()
    empty: Any = None
    kind: str = ""
    permission: str = ""

    @property
    def is_on_page(self) -> bool:
        return self.kind != "file"


@dataclass(frozen=True)
class Head:
    """The head of a column as this page shows it; `query` sorts by it, `order` is the value of `aria-sort`."""

    label: Words
    kind: str
    query: str = ""
    order: str = ""


@dataclass(frozen=True)
class ListPage(KeysetPage):
    """A page of a list, with its heads and what leads to other orders and to its files."""

    listing: "Listing" = field(kw_only=True)
    request: HttpRequest = field(kw_only=True)
    sort: str = field(kw_only=True)
    total: int = field(kw_only=True)
    """How many rows the list has; one more than `MOST_COUNTED` if there are more than that."""

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns on the page."""
        return [self._head(one) for one in self.listing.columns_of(self.request.user) if one.is_on_page]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Each order of the list with its words, for screens too narrow for heads."""
        return [
            (sort, self.listing.order_words(sort))
            for column in self.listing.columns_of(self.request.user)
            if column.order
            for sort in (column.name, f"-{column.name}")
        ]

    @property
    def order_words(self) -> str:
        return self.listing.order_words(self.sort)

    @property
    def is_beyond_count(self) -> bool:
        return self.total > MOST_COUNTED

    @property
    def counted(self) -> int:
        return min(self.total, MOST_COUNTED)

    @property
    def files(self) -> list[tuple[str, str]]:
        """Kind and address of each file of the list as it is shown; none for whoever may not have them."""
        if not self.rows or not self.listing.is_exported_for(self.request.user):
            return []
        return [(kind, self._file(kind)) for kind in TYPES]

    @property
    def kept_query(self) -> list[tuple[str, str]]:
        """The parameters of the address that another order keeps, words of a search sealed."""
        return parse_qsl(_query(self.request, **{SORT: ""}).urlencode())

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column.label, column.kind)
        asked = f"-{column.name}" if self.sort == column.name else column.name
        order = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        return Head(column.label, column.kind, _query(self.request, **{SORT: asked}).urlencode(), order)

    def _file(self, kind: str) -> str:
        page = self.listing.pages_of_files.get(kind)
        query = _query(self.request, **({} if page else {FILE: kind})).urlencode()
        return f"{reverse(page) if page else ''}?{query}" if query or not page else reverse(page)


def _named(columns: Iterable[Column], sort: str) -> Column | None:
    return next((one for one in columns if one.name == sort.removeprefix("-")), None)


def words_of(template: str, **context: Any) -> str:
    """What a partial says, without its markup: so that a file says of a state what the page says."""
    return " ".join(unescape(strip_tags(render_to_string(template, context))).split())


def _query(request: HttpRequest, **changes: str) -> Any:
    query = request.GET.copy()
    for name in (*PLACES, FILE):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query


def asks_for_file(request: HttpRequest) -> bool:
    """True if the address asks for the list as a file."""
    return request.GET.get(FILE, "") in TYPES


@dataclass(frozen=True)
class Listing:
    """A list: what its files are called, by what words the access log knows them, its columns and its usual order.

    `usual` is a column's name ("-" before it for descending). `tie` orders rows that are equal in a column and ends in
    a unique field. Files take `permission`, if one is named, beyond that of the page; `pages_of_files` gives, by kind,
    the views that answer with them where the list's own does not.
    """

    title: Words
    subject: str
    what: str
    columns: Sequence[Column]
    usual: str
    tie: tuple[str, ...] = ("pk",)
    permission: str = ""
    pages_of_files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        audit_words.declare(readings={self.what: self.title})

    def page(
        self,
        request: HttpRequest,
        rows: QuerySet,
        *,
        size: int = SIZE,
        prepare: Callable[[list], Any] | None = None,
        first_rows: Callable[[int], list] | None = None,
        total: int | None = None,
        usual: str = "",
    ) -> ListPage:
        """The page that the request asks for. `prepare` adds to the rows what their cells need; `usual` is the order of
        this part of the list, if it has another one.

        `first_rows` is that of `keyset_page`, in the usual order; `total` is given where the view has counted.
        """
        sort = self.sort_of(request, usual)
        ordered, keys = self._ordered(rows, sort, request.user)
        kept = first_rows if sort == (usual or self.usual) else None
        found = keyset_page(request, ordered, keys=keys, size=size, first_rows=kept)
        if prepare:
            prepare(found.rows)
        if total is None:
            # A list of one page is counted by what it shows.
            is_whole = not (found.previous or found.next)
            total = len(found) if is_whole else rows.order_by()[: MOST_COUNTED + 1].count()
        values = {one.name: getattr(found, one.name) for one in fields(KeysetPage)}
        return ListPage(**values, listing=self, request=request, sort=sort, total=total)

    def file(
        self,
        request: HttpRequest,
        rows: QuerySet,
        *,
        kind: str = "",
        prepare: Callable[[list], Any] | None = None,
        usual: str = "",
    ) -> HttpResponse:
        """All rows as a download, in the order of the list. The access log records whom their cells name."""
        user = request.user
        if not self.is_exported_for(user):
            raise PermissionDenied
        kind = kind or request.GET[FILE]
        ordered, keys = self._ordered(rows, self.sort_of(request, usual), user)
        found = list(ordered.order_by(*keys)[: MOST_IN_FILE + 1])
        refuse_if(_too_many(len(found)))
        if prepare:
            prepare(found)
        access.log(access.Kind.EXPORT, self.subject, by=user, what=f"{self.what} as {kind}")
        name = f"{slugify(str(self.title))}-{clock.today(user.time_zone):%Y-%m-%d}"
        return file_response(kind, name, self.file_heads(user), self.cells(found, user))

    def columns_of(self, user: Any) -> list[Column]:
        """The columns that this reader may have, on the page, as an order and in files alike."""
        return [one for one in self.columns if not one.permission or user.has_perm(one.permission)]

    def file_heads(self, user: Any) -> list[Words]:
        """The heads of the list's files for this reader."""
        return [column.label for column in self.columns_of(user) if column.cell]

    def cells(self, rows: Sequence[Any], user: Any) -> Iterator[list[Any]]:
        """The cells of these rows in a file for this reader."""
        cells = [column.cell for column in self.columns_of(user) if column.cell]
        return ([cell(row) for cell in cells] for row in rows)

    def is_exported_for(self, user: Any) -> bool:
        """Whether this reader of the list may have its files."""
        return bool(self.file_heads(user)) and (not self.permission or user.has_perm(self.permission))

    def sort_of(self, request: HttpRequest, usual: str = "") -> str:
        """The order that the address asks for, or the usual one; it is only looked up, never passed to the database.

        Nobody may ask for that of a column hidden from them: the order of rows tells what the cells would.
        """
        asked = request.GET.get(SORT, "")
        column = _named(self.columns_of(request.user), asked)
        return asked if column and column.order else usual or self.usual

    def order_words(self, sort: str) -> str:
        """The order in words."""
        column = _named(self.columns, sort)
        label = str(column.label) if column else ""
        return _("%(column)s, falling") % {"column": label} if sort.startswith("-") else label

    def _ordered(self, rows: QuerySet, sort: str, user: Any) -> tuple[QuerySet, tuple[str, ...]]:
        """The rows and the keys by which they are paged; a usual order that `user` may not have leaves the ties."""
        column = _named(self.columns_of(user), sort)
        order = column.order if column else ()
        if column and column.empty is not None:
            rows = rows.annotate(**{_ORDER: Coalesce(F(order[0]), Value(column.empty))})
            order = (_ORDER, *order[1:])
        keys = tuple(dict.fromkeys((*order, *self.tie)))
        return rows, tuple(f"-{key}" for key in keys) if sort.startswith("-") else keys


def _too_many(found: int) -> list[Blocker]:
    if found <= MOST_IN_FILE:
        return []
    sentence = _("The list has more than %(n)s rows, too many for one file. Narrow it by its filters, then download.")
    return [Blocker("too_many_rows", sentence % {"n": MOST_IN_FILE})]
