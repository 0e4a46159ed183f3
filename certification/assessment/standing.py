"""How a participant stands in a batch: results by unit, units recognized from elsewhere, hours and what is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from certification.assessment import held_back_results
from certification.assessment.models.results import UnitResult
from core.errors import Blocker
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_codes import code_key
from programs.places import partial_places
from programs.places.models import Enrollment
from programs.recognized_units.models import RecognizedUnit


@dataclass
class Standing:
    """A participant's current results by unit, attendance, and what is missing.

    `percent` is None if nothing was held; `hours` are JP of the person's own attendance.
    """

    enrollment: Enrollment
    units: list[ProgramUnit]
    results: dict[int, UnitResult]
    percent: int | None
    hours: int
    blockers: list[Blocker] = field(default_factory=list)
    # Keys of units passed before, in another class or elsewhere, so that nobody waits for their assessment.
    recognized: frozenset[int] = frozenset()
    # Keys of the units taken by whoever does not take the whole course.
    taken: frozenset[int] | None = None
    # Whether only lessons, minutes or the end of the batch are missing, so that a certificate is still possible.
    waits_for_batch: bool = False

    @property
    def competent_units(self) -> list[ProgramUnit]:
        """Units whose current result is K."""
        return [unit for unit in self.units if self._is(unit, UnitResult.Result.COMPETENT)]

    @property
    def not_yet_units(self) -> list[ProgramUnit]:
        """Units whose current result is BK."""
        return [unit for unit in self.units if self._is(unit, UnitResult.Result.NOT_YET)]

    @property
    def taken_units(self) -> list[ProgramUnit]:
        """The units that this participant takes."""
        return partial_places.own(self.units, self.taken)

    @property
    def open_units(self) -> list[ProgramUnit]:
        """Units taken that have no result, apart from those passed before."""
        known = {*self.results, *self.recognized}
        return [unit for unit in self.taken_units if unit.pk not in known]

    def takes(self, unit: ProgramUnit) -> bool:
        """Whether this participant takes the unit."""
        return self.taken is None or unit.pk in self.taken

    @property
    def has_passed_units(self) -> bool:
        """Whether somebody who takes single units is competent in each of them."""
        return self.taken is not None and all(self._is_passed(unit) for unit in self.taken_units)

    def accounts_for(self, unit: ProgramUnit) -> bool:
        """Whether the unit is taken here or was passed before."""
        return self.takes(unit) or unit.pk in self.recognized

    @property
    def is_competent(self) -> bool:
        """True if every core unit is competent (K), or recognized and not assessed otherwise.

        Never in a course without assessment.
        """
        return self.enrollment.batch.has_assessment and all(
            self._is_passed(unit) for unit in self.units if unit.is_core
        )

    @property
    def lacks_own_hours(self) -> bool:
        """Whether too many JP of the program were missed and not made up."""
        return any(reason.code == "own_hours" for reason in self.blockers)

    @property
    def left_early(self) -> bool:
        """Whether the place ended before the batch."""
        return self.enrollment.state == Enrollment.State.ENDED

    @property
    def missed_certificate(self) -> bool:
        """Whether they stayed to the end, or to that of the single units they take, and lack something that the batch
        cannot provide any more."""
        has_stayed = self.enrollment.state == Enrollment.State.COMPLETED
        lacks_units = any(reason.code == "single_units" for reason in self.blockers)
        return has_stayed and bool(self.blockers) and (lacks_units or not self.waits_for_batch)

    @property
    def is_over_early(self) -> bool:
        """Whether the results may be signed off before those of the batch: left, or done with single units."""
        has_done_units = self.taken is not None and self.enrollment.state == Enrollment.State.COMPLETED
        return self.left_early or has_done_units

    @property
    def lacks_results(self) -> bool:
        """Whether results are missing that minutes of this person alone would need: all, or one of the single units."""
        return not self.results or (self.is_over_early and not self.left_early and bool(self.open_units))

    @property
    def may_be_signed_alone(self) -> bool:
        """Whether the results can be signed off before those of the batch, as far as they themselves say."""
        return self.is_over_early and not self.is_signed and not self.lacks_results

    @property
    def has_left_or_done(self) -> bool:
        """Whether a statement of units is all that is left: left, or done with units that make no certificate."""
        lacks_units = any(reason.code == "single_units" for reason in self.blockers)
        return self.left_early or (self.is_over_early and lacks_units)

    @property
    def is_signed_alone(self) -> bool:
        """Whether this person's results were signed off separately on the day of leaving."""
        return self.enrollment.is_signed_alone

    @property
    def is_signed(self) -> bool:
        """Whether minutes lock the results, either the batch's or the person's own."""
        return self.is_signed_alone or self.enrollment.is_signed_with_batch

    def _is_passed(self, unit: ProgramUnit) -> bool:
        recognized = unit.pk in self.recognized and unit.pk not in self.results
        return recognized or self._is(unit, UnitResult.Result.COMPETENT)

    def _is(self, unit: ProgramUnit, result: str) -> bool:
        return unit.pk in self.results and self.results[unit.pk].result == result


def recognized_in(
    batch: Batch, places: Iterable[Enrollment], units: Iterable[ProgramUnit]
) -> dict[int, frozenset[int]]:
    """The units (keys) of this version that each person (key) in this batch passed before; queried only if any are.

    Recognized from elsewhere, or passed in another class of this center by signed minutes: nobody is taught a unit
    twice.
    """
    places = list(places)
    people = {place.person_id for place in places if place.has_recognized}
    codes: dict[int, set[str]] = defaultdict(set)
    accepted = RecognizedUnit.objects.accepted() if people else RecognizedUnit.objects.none()
    rows = accepted.counting_in(batch.training_center_id, batch.is_public).filter(person__in=people)
    for person, key in rows.values_list("person", "code_key"):
        codes[person].add(key)
    before = {place.person_id for place in places if place.has_passed_before}
    for person, code in _passed_before(batch, before) if before else ():
        codes[person].add(code_key(code))
    found = {
        person: frozenset(unit.pk for unit in units if code_key(unit.code) in keys) for person, keys in codes.items()
    }
    return defaultdict(frozenset, found)


def _passed_before(batch: Batch, people: Collection[int]) -> QuerySet:
    """Person (key) and code of each unit that these people passed in other classes of this batch's center."""
    passed = held_back_results.passed_in_classes(batch.training_center_id, batch.is_public).exclude(
        enrollment__batch=batch
    )
    return passed.filter(enrollment__person__in=people).order_by().values_list("enrollment__person", "unit__code")


def recognized_by_batch(
    rows: Iterable[Enrollment], units: Mapping[int, list[ProgramUnit]]
) -> dict[int, dict[int, frozenset[int]]]:
    """`recognized_in` for each batch (key) of these places; `units` by version."""
    places: dict[int, list[Enrollment]] = defaultdict(list)
    for row in rows:
        places[row.batch_id].append(row)
    return {
        batch: recognized_in(own[0].batch, own, units.get(own[0].batch.version_id, [])) for batch, own in places.items()
    }
