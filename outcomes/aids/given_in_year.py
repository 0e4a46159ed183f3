"""What an office gave in a year: each thing, and sums by giver and kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import ExtractYear

from accounts.models import User
from core.text import rupiah
from outcomes.aids.aid_records import aids_of
from outcomes.aids.codes import AidKind
from outcomes.aids.models import AidQuerySet
from programs.places.models import Enrollment


@dataclass(frozen=True)
class SumLine:
    """How much of one kind one giver gave; `unknown` things have no value and count nothing."""

    giver: str
    kind: str
    count: int
    value: int
    unknown: int

    @property
    def amount(self) -> str:
        """The value as offices write it; empty if it is known of nothing."""
        return rupiah(self.value) if self.unknown < self.count else ""

    @property
    def kind_label(self) -> str:
        return str(AidKind(self.kind).label)


def years_of(user: User, this_year: int) -> list[int]:
    """The years in which the office gave something, and this one; newest first."""
    given = aids_of(user).standing().annotate(year=ExtractYear("given_on")).order_by().values_list("year", flat=True)
    return sorted({this_year, *given.distinct()}, reverse=True)


def aids_of_year(user: User, year: int) -> AidQuerySet:
    """What counts of that year, newest first, with `page_key`."""
    found = aids_of(user).standing().of_year(year).select_related("person", "recorded_by")
    return found.annotate(page_key=_page_key(user)).order_by("-given_on", "-pk")


def _page_key(user: User) -> Case | Subquery:
    """The key of the person's page; a detention center has one for whoever is there."""
    if user.facility_id:
        return Case(When(person__facility=user.facility_id, then=F("person__public_id")), default=None)
    places = Enrollment.objects.filter(person=OuterRef("person"), batch__training_center=user.training_center_id)
    return Subquery(places.order_by("-pk").values("public_id")[:1])


def sums_of_year(user: User, year: int) -> list[SumLine]:
    """By giver and kind, in the order of names and of the list of kinds; one query."""
    rows = aids_of(user).standing().of_year(year).order_by().values("giver", "kind")
    counted = rows.annotate(count=Count("pk"), total=Sum("value"), unknown=Count("pk", filter=Q(value=None)))
    order = {kind: place for place, kind in enumerate(AidKind.values)}
    lines = [SumLine(row["giver"], row["kind"], row["count"], row["total"] or 0, row["unknown"]) for row in counted]
    return sorted(lines, key=lambda line: (line.giver.casefold(), order[line.kind]))


def total_of(lines: list[SumLine]) -> SumLine:
    """All of them added up."""
    count, value, unknown = (sum(getattr(line, name) for line in lines) for name in ("count", "value", "unknown"))
    return SumLine("", "", count, value, unknown)


def givers_of(user: User) -> list[str]:
    """Givers as they were written before, for the form."""
    return list(aids_of(user).standing().order_by("giver").values_list("giver", flat=True).distinct())


def rows_for_file(user: User, year: int) -> Iterator[tuple]:
    """Rows of the spreadsheet: day, name, kind, what, serial number, giver, value, recorded by."""
    for aid in aids_of_year(user, year):
        yield (
            aid.given_on,
            aid.person.full_name,
            aid.get_kind_display(),
            aid.what,
            aid.identification,
            aid.giver,
            aid.value,
            aid.recorded_by.full_name,
        )
