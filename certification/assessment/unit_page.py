"""Everything about one participant in one unit, loaded once for the page."""

from dataclasses import dataclass

from accounts.models import User
from certification.assessment import (
    assessment_scope,
    held_back_results,
    minutes_supplements,
    result_evidence,
    unit_results,
)
from certification.assessment.contest_consequences import issued_of
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.minutes import Addendum, PersonSignOff
from certification.assessment.models.results import SignOff, UnitResult
from certification.register.models import Certificate
from core.errors import Blocker
from programs.catalog.models import ProgramUnit
from programs.catalog.unit_blocks import signs_of
from programs.places import partial_places
from programs.places.models import Enrollment


@dataclass
class UnitPage:
    """`evidence` is None for users without access; `units` are those the person takes with their results ("": none)."""

    units: list[tuple[ProgramUnit, str]]
    signs: list[str]
    attempts: list[UnitResult]
    criteria: list[str]
    practice: list[PracticeMark]
    evidence: list[Evidence] | None
    appeals: list[ResultAppeal]
    corrections: list[ResultCorrection]
    addenda: list[Addendum]
    signed: SignOff | PersonSignOff | None
    issued: list[Certificate]

    @property
    def current(self) -> UnitResult | None:
        """The current attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def open_appeal(self) -> ResultAppeal | None:
        """The appeal now holding the result back."""
        return next((one for one in self.appeals if one.waits_for_decision or one.waits_for_attempt), None)

    @property
    def open_correction(self) -> ResultCorrection | None:
        """The correction awaiting a second person."""
        return next((one for one in self.corrections if one.state == ResultCorrection.State.ASKED), None)


def read(enrollment: Enrollment, unit: ProgramUnit, *, by: User) -> UnitPage:
    """The page as `by` may see it; a constant number of queries."""
    of_unit = {"enrollment": enrollment, "unit": unit}
    results = UnitResult.objects.filter(enrollment=enrollment).select_related("assessed_by").order_by("attempt")
    standing = {result.unit_id: result.result for result in results}
    appeals = ResultAppeal.objects.filter(result__enrollment=enrollment, result__unit=unit)
    people = ("recorded_by", "assessor", "decided_by", "end_asked_by", "ended_by", "result")
    corrections = ResultCorrection.objects.filter(**of_unit).select_related("asked_by", "decided_by")
    own = partial_places.own(ProgramUnit.objects.filter(version=unit.version_id), taken_by(enrollment))
    return UnitPage(
        units=[(one, standing.get(one.pk, "")) for one in own],
        signs=signs_of(one for one in own) if enrollment.is_partial else [],
        attempts=[result for result in results if result.unit_id == unit.pk],
        criteria=list(unit.criteria.values_list("text", flat=True)),
        practice=list(PracticeMark.objects.filter(**of_unit).select_related("recorded_by")[:20]),
        evidence=_evidence(enrollment, unit, by),
        appeals=list(appeals.select_related(*people)),
        corrections=list(corrections),
        addenda=list(Addendum.objects.filter(enrollment=enrollment)),
        signed=minutes_supplements.signed_of(enrollment),
        issued=issued_of(enrollment) if by.has_perm("certification.view_certificate") else [],
    )


def taken_by(enrollment: Enrollment) -> frozenset[int] | None:
    """The units (keys) of whoever takes single units; no query for everybody else."""
    return partial_places.units_of([enrollment]).get(enrollment.pk)


def _evidence(enrollment: Enrollment, unit: ProgramUnit, by: User) -> list[Evidence] | None:
    if not result_evidence.may_read(enrollment.batch, by=by):
        return None
    rows = Evidence.objects.filter(enrollment=enrollment, unit=unit)
    return list(rows.select_related("added_by", "withdrawn_by"))


def record_blockers(enrollment: Enrollment, unit: ProgramUnit, *, by: User) -> list[Blocker]:
    """Why `by` cannot record an attempt here: the checks of the grid, for this result alone."""
    batch = enrollment.batch
    reasons = unit_results.assessor_blockers(batch, by=by)
    entry = unit_results.Entry(enrollment, unit, "")
    return [
        *reasons,
        *unit_results.taught_blockers(entry, assessment_scope.open_units(batch)),
        *unit_results.taken_blockers(entry, taken_by(enrollment)),
        *unit_results.held_blockers(
            entry, held_back_results.frozen_pairs(batch), held_back_results.signed_alone(batch)
        ),
    ]
