"""Places of people who take single units of a course: what they take, and until when they are needed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from core.ports import Port
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import taken
from programs.entry_rules.course_parts import CoursePart, timetables
from programs.places.models import Enrollment, PlaceUnit
from programs.selection.models import Application

lessons_left: Port[[Enrollment], Sequence[str]] = Port()
"""What is still to be taught of the units of a partial place, in words: sessions not closed, lessons never given."""


def courses_of(applications: Sequence[Application]) -> dict[int, CoursePart]:
    """What each of these applications (keys) is about; one query, none if all are about whole courses."""
    lessons = timetables(one.batch_id for one in applications if one.blocks)
    return {one.pk: CoursePart(one.batch, one.blocks, lessons.get(one.batch_id, ())) for one in applications}


def write_units(places: Iterable[tuple[Enrollment, Collection[str]]]) -> None:
    """Records the units of those of these new places that are partial, each with its blocks; two queries, or none."""
    partial = [(place, signs) for place, signs in places if place.is_partial]
    versions = {place.batch.version_id for place, _signs in partial}
    units: dict[int, list[ProgramUnit]] = defaultdict(list)
    for unit in ProgramUnit.objects.filter(version__in=versions) if partial else ():
        units[unit.version_id].append(unit)
    PlaceUnit.objects.bulk_create(
        PlaceUnit(enrollment=place, unit=unit)
        for place, signs in partial
        for unit in taken(units[place.batch.version_id], signs)
    )


def units_of(places: Iterable[Enrollment]) -> dict[int, frozenset[int]]:
    """The units (keys) of each of these places (key) that is partial; one query, none if all are whole."""
    partial = [place.pk for place in places if place.is_partial]
    found: dict[int, set[int]] = defaultdict(set)
    rows = PlaceUnit.objects.filter(enrollment__in=partial).order_by().values_list("enrollment", "unit")
    for place, unit in rows if partial else ():
        found[place].add(unit)  # type: ignore[arg-type]  # every row has a unit
    return {place: frozenset(found[place]) for place in partial}


def own(units: Iterable[ProgramUnit], taken: Collection[int] | None) -> list[ProgramUnit]:
    """Those of a version's units that somebody takes, in the same order; `taken` as `units_of` tells it, None for all.

    Whatever lists the units of one person, on a page or on paper, asks here.
    """
    return [unit for unit in units if taken is None or unit.pk in taken]


def blocks_of(places: Iterable[Enrollment]) -> dict[int, list[str]]:
    """The blocks (signs) of these places (key) that are partial, in the order of teaching; one query, or none."""
    partial = [place.pk for place in places if place.is_partial]
    found: dict[int, list[str]] = {place: [] for place in partial}
    rows = PlaceUnit.objects.filter(enrollment__in=partial).values_list("enrollment", "unit__block")
    for place, sign in rows if partial else ():
        if sign not in found[place]:
            found[place].append(sign)
    return found


def courses_of_places(batch: Batch, places: Sequence[Enrollment]) -> Mapping[int, CoursePart]:
    """What each of these places (key) of the batch that is partial takes; two queries, none if all are whole."""
    signs = blocks_of(places)
    lessons = timetables([batch.pk]).get(batch.pk, ()) if signs else ()
    return {place: CoursePart(batch, own, lessons) for place, own in signs.items()}
