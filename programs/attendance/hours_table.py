"""Hours by unit and person for a batch, with totals; every figure comes from `attendance_figures`."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.statements import Statement
from programs.attendance import attendance_figures
from programs.attendance.attendance_figures import Attendance
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import signs_of
from programs.places import partial_places
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


@dataclass(frozen=True)
class PersonHours:
    """One place: its figures by unit, in the order of the units, and their total; `state` and `uncounted` are text.

    A unit that the person does not take has None. `signs` are the blocks of somebody who takes single units.
    """

    enrollment: Enrollment
    units: list[Attendance | None]
    whole: Attendance
    state: str = ""
    uncounted: str = ""
    signs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class UnitHours:
    """A unit that somebody takes; `is_before`: its lessons were over before the person entered."""

    unit: ProgramUnit
    figures: Attendance
    is_before: bool


@dataclass(frozen=True)
class HoursTable:
    """Everybody in a batch whom the reader may see; `by_unit` and `whole` are totals of these rows."""

    units: list[ProgramUnit]
    rows: list[PersonHours]
    by_unit: list[Attendance]
    whole: Attendance
    minutes_per_jp: int
    threshold: int


def of_batch(batch: Batch, *, reader: User) -> HoursTable:
    """The hours of a batch; four queries for any number of people and units, five if any takes single units."""
    units = _units(version=batch.version_id)
    by_person = attendance_figures.attendance_of_batch(batch)
    for_facility = reader.facility_id is not None
    _figures, uncounted = attendance_figures.sums_of(batch, for_facility=for_facility)
    places = _places(reader=reader, batch=batch.pk)
    taken = partial_places.units_of(places)
    rows = [
        replace(
            _row(place, units, by_person.get(place.pk, {}), taken.get(place.pk)),
            state=attendance_figures.state_words(place, for_facility=for_facility),
            uncounted=uncounted.get(place.pk, ""),
        )
        for place in places
    ]
    by_unit = [
        sum((figure for row in rows if (figure := row.units[at]) is not None), Attendance()) for at in range(len(units))
    ]
    version = batch.version
    return HoursTable(
        units, rows, by_unit, sum(by_unit, Attendance()), version.minutes_per_jp, version.attendance_threshold
    )


@Statement
def _units(version: int) -> QuerySet[ProgramUnit]:
    return ProgramUnit.objects.filter(version=version).order_by("position")


@Statement
def _units_among(versions: list[int]) -> QuerySet[ProgramUnit]:
    return ProgramUnit.objects.filter(version__in=versions).order_by("position")


@Statement
def _places(reader: User, batch: int) -> QuerySet[Enrollment]:
    return Enrollment.objects.visible_to(reader).filter(batch=batch).select_related("person")


def of_person(places: Iterable[Enrollment]) -> dict[int, list[UnitHours]]:
    """The units that are taken by each place (key).

    Two queries for any number of places, one more if any of them began after its batch, one if any is of single units.
    """
    places = list(places)
    versions = {place.batch.version_id for place in places}
    units = _units_among(versions=sorted(versions)) if places else []
    taken = partial_places.units_of(places)
    found = attendance_figures.units_among([place.pk for place in places])
    last = _last_days([place.batch_id for place in places if place.starts_on > place.batch.starts_on])
    return {
        place.pk: [
            UnitHours(
                unit,
                found.get(place.pk, {}).get(unit.pk, Attendance()),
                last.get((place.batch_id, unit.pk), place.starts_on) < place.starts_on,
            )
            for unit in partial_places.own(units, taken.get(place.pk))
            if unit.version_id == place.batch.version_id
        ]
        for place in places
    }


def _last_days(batches: Collection[int]) -> dict[tuple[int, int], date]:
    """The day of the last lesson of each unit of these batches (keys)."""
    lessons = Session.objects.standing().filter(batch__in=batches).order_by()
    rows = lessons.values_list("batch", "unit").annotate(last=Max("date")) if batches else ()
    return {(batch, unit): last for batch, unit, last in rows}


def _row(
    place: Enrollment, units: list[ProgramUnit], found: dict[int, Attendance], taken: frozenset[int] | None
) -> PersonHours:
    own = partial_places.own(units, taken)
    of_own = {unit.pk: found.get(unit.pk, Attendance()) for unit in own}
    signs = [] if taken is None else signs_of(own)
    return PersonHours(place, [of_own.get(unit.pk) for unit in units], sum(of_own.values(), Attendance()), signs=signs)


def export_heads(table: HoursTable) -> list[str]:
    """The header row of the file: minutes by unit, then the total."""
    held, possible = _("%(unit)s, minutes held"), _("%(unit)s, minutes possible")
    by_unit = [sentence % {"unit": unit.short_code} for unit in table.units for sentence in (held, possible)]
    return [_("Name"), *by_unit, _("Minutes held"), _("Minutes possible"), _("JP held"), _("Attendance in percent")]


def export_rows(table: HoursTable) -> Iterator[list[Any]]:
    """One row for each person, and a last row with the totals."""
    for row in table.rows:
        yield _export_row(row.enrollment.person.full_name, row.units, row.whole, table.minutes_per_jp)
    yield _export_row(_("Sum"), table.by_unit, table.whole, table.minutes_per_jp)


def _export_row(name: str, by_unit: Iterable[Attendance | None], whole: Attendance, minutes_per_jp: int) -> list[Any]:
    minutes = [value for figure in by_unit for value in ((figure.held, figure.possible) if figure else (None, None))]
    return [name, *minutes, whole.held, whole.possible, whole.hours(minutes_per_jp), whole.percent]
