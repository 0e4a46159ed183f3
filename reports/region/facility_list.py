"""The table of facilities, declared once: its order, its heads, and its cells in files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.listing import SORT, Head
from reports.region.region_figures import FacilityFigures
from reports.region.told_counts import Told


@dataclass(frozen=True)
class Column:
    """One column: what sorts it (what is hidden or missing comes last), and its cell in a file."""

    name: str
    label: Promise | str
    key: Callable[[FacilityFigures], Any]
    cell: Callable[[FacilityFigures], Any]
    kind: str = "num"

    @property
    def is_rounded(self) -> bool:
        """Whether its counts are told in fives."""
        return self.name in ("training", "finished", "left", "certificates")


def _count(pick: Callable[[FacilityFigures], Told]) -> Callable[[FacilityFigures], float]:
    return lambda one: -1 if pick(one).value is None else float(pick(one).value or 0)


def _percent(pick: Callable[[FacilityFigures], float | None]) -> Callable[[FacilityFigures], float]:
    return lambda one: -1 if pick(one) is None else float(pick(one) or 0)


COLUMNS = (
    Column("name", _("Facility"), lambda one: one.facility.name.casefold(), lambda one: one.facility.name, ""),
    Column(
        "training",
        _("In training"),
        _count(lambda one: one.figures.in_training),
        lambda one: one.figures.in_training.cell,
    ),
    Column("people", _("People"), _count(lambda one: one.people), lambda one: one.people.cell),
    Column(
        "share",
        _("Share in training"),
        _percent(lambda one: one.share),
        lambda one: None if one.share is None else round(one.share, 1),
        "",
    ),
    Column(
        "attendance", _("Attendance"), _percent(lambda one: one.figures.attendance), lambda one: one.figures.attendance
    ),
    Column("finished", _("Finished"), _count(lambda one: one.figures.finished), lambda one: one.figures.finished.cell),
    Column(
        "left", _("Left early"), _count(lambda one: one.figures.left_early), lambda one: one.figures.left_early.cell
    ),
    Column("competent", _("Competent"), _percent(lambda one: one.figures.competent), lambda one: one.figures.competent),
    Column(
        "certificates",
        _("Certificates"),
        _count(lambda one: one.figures.certificates),
        lambda one: one.figures.certificates.cell,
    ),
    Column(
        "age",
        _("Days without data"),
        lambda one: 10**6 if one.days_old is None else one.days_old,
        lambda one: one.days_old,
        "",
    ),
)
# The others stand in files alone.
ON_PAGE = ("name", "training", "share", "attendance", "finished", "competent", "age")
_BY_NAME = {column.name: column for column in COLUMNS}
USUAL = "-training"


@dataclass(frozen=True)
class FacilityList:
    """The facilities in the order that the request asks for; `sort` is one of `COLUMNS`, "-" before it for falling."""

    rows: Sequence[FacilityFigures]
    sort: str
    request: HttpRequest

    @property
    def heads(self) -> list[Head]:
        """The heads of the page, each with the address that sorts by it; the picture of the months sorts nothing."""
        *sorted_by, age = (self._head(column) for column in COLUMNS if column.name in ON_PAGE)
        return [*sorted_by, Head(_("By month"), ""), age]

    def _head(self, column: Column) -> Head:
        # Counts are mostly read from the largest down.
        first = column.name if column.name == "name" else f"-{column.name}"
        turned = {column.name: f"-{column.name}", f"-{column.name}": column.name}
        asked = turned.get(self.sort, first)
        query = self.request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query[SORT] = asked
        order = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        return Head(column.label, column.kind, query.urlencode(), order)


def facility_list(request: HttpRequest, rows: Sequence[FacilityFigures]) -> FacilityList:
    """These facilities in the order of the request, equal ones by name."""
    asked = request.GET.get(SORT, "")
    sort = asked if asked.removeprefix("-") in _BY_NAME else USUAL
    by_name = sorted(rows, key=lambda one: one.facility.name.casefold())
    ordered = sorted(by_name, key=_BY_NAME[sort.removeprefix("-")].key, reverse=sort.startswith("-"))
    return FacilityList(ordered, sort, request)


def file_heads() -> list[Promise | str]:
    """The heads of the files; every column is in them. Beside numbers in cells no sign says that they are rounded."""
    return [
        _("%(head)s, to the nearest five") % {"head": one.label} if one.is_rounded else one.label for one in COLUMNS
    ]


def file_rows(rows: Sequence[FacilityFigures]) -> list[list[Any]]:
    """A row for each facility, told as the page tells it."""
    return [[column.cell(one) for column in COLUMNS] for one in rows]
