"""Results of assessment: competent (K) or not yet (BK), unit by unit, with every attempt kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import assessment_scope, assessor_registrations, held_back_results
from certification.assessment.models.results import SignOff, UnitResult
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

# A letter tells nobody what is missing.
SHORTEST_FEEDBACK = 5
# The first assessment and two more, after feedback.
MOST_ATTEMPTS = 3
OPEN_STATES = (Batch.State.RUNNING, Batch.State.FINISHED)
K, BK = UnitResult.Result.COMPETENT, UnitResult.Result.NOT_YET


class StaleResult(RuleViolation):
    """Somebody else recorded these results after the page was opened; `currents` are what stands now."""

    def __init__(self, currents: list[UnitResult]):
        self.currents = currents
        super().__init__([_stale(current) for current in currents])


def _stale(current: UnitResult) -> Blocker:
    sentence = _("%(name)s, unit %(unit)s: %(by)s recorded %(result)s meanwhile. Look at it before you change it.")
    words = {
        "name": current.enrollment.person.full_name,
        "unit": current.unit.short_code,
        "by": current.assessed_by,
        "result": current.result,
    }
    return Blocker("stale", sentence % words)


@dataclass(frozen=True)
class Entry:
    """One result as the grid sends it. `version` is the one that the assessor saw (0: none), None: not asked."""

    enrollment: Enrollment
    unit: ProgramUnit
    result: str
    feedback: str = ""
    version: int | None = None


def assessor_blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` may not record any result of the batch: its state, its lock, or for what `duty_blockers` says."""
    reasons = []
    if batch.state == Batch.State.CANCELLED:
        reasons += _called_off_blockers(batch)
    elif batch.state not in OPEN_STATES:
        reasons.append(Blocker("state", _("Results are recorded while a batch runs and after its last session.")))
    duties = _duties(batch, by)
    if duties.locked_by:
        reasons.append(
            Blocker("locked", _("The results are locked by the minutes %(number)s.") % {"number": duties.locked_by})
        )
    return [*reasons, *_blockers_of(duties, batch, by)]


def _called_off_blockers(batch: Batch) -> list[Blocker]:
    """Of a batch that was called off, what was taught to its end is still assessed: people are owed the statement."""
    if assessment_scope.taught_units(batch):
        return []
    sentence = _("The batch was called off before any unit was taught to its end, so there is nothing to assess.")
    return [Blocker("called_off", sentence)]


def duty_blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` is no assessor of this batch today: not assigned, no valid registration, or trainer of the same people.

    Whoever taught a session of the batch, or is its instructor, does not assess it (BNSP: assessor apart from
    trainer), unless the version of the program allows it.
    """
    return _blockers_of(_duties(batch, by), batch, by)


def _duties(batch: Batch, by: User) -> Any:
    """The batch with what `by` does in it, in one query: the page of the grid asks for much already."""
    own = BatchStaff.objects.filter(batch=OuterRef("pk"), user=by)
    return Batch.objects.annotate(
        assesses=Exists(own.filter(duty=BatchStaff.Duty.ASSESSOR)),
        # The sessions as well as the duty: somebody who stood in once has taught these people too.
        teaches=Exists(own.filter(duty=BatchStaff.Duty.INSTRUCTOR)),
        has_taught=Exists(Session.objects.standing().filter(batch=OuterRef("pk"), instructor=by)),
        locked_by=Subquery(SignOff.objects.filter(batch=OuterRef("pk")).values("number")[:1]),
    ).get(pk=batch.pk)


def _blockers_of(duties: Any, batch: Batch, by: User) -> list[Blocker]:
    reasons = []
    if not duties.assesses or not by.has_perm("certification.assess"):
        reasons.append(
            Blocker("not_assigned", _("You are not an assessor of this batch. Ask the coordinator to assign you."))
        )
    else:
        reasons += assessor_registrations.validity_blockers(by, on=clock.today(batch.training_center.time_zone))
    if (duties.teaches or duties.has_taught) and not batch.version.trainer_may_assess:
        reasons.append(Blocker("trainer", _("You trained this batch, so another assessor must record its results.")))
    return reasons


def entry_blockers(entry: Entry, before: UnitResult | None) -> list[Blocker]:
    """What is wrong with one result by itself, `before` being the attempt that counts now."""
    named = {"name": entry.enrollment.person.full_name, "unit": entry.unit.short_code}
    reasons = []
    if entry.result not in UnitResult.Result.values:
        reasons.append(Blocker("result", _("%(name)s, unit %(unit)s: choose K or BK.") % named))
    if entry.result == BK and len(entry.feedback.strip()) < SHORTEST_FEEDBACK:
        reasons.append(
            Blocker(
                "feedback",
                _(
                    "%(name)s, unit %(unit)s: BK needs feedback of at least 5 letters. "
                    "Write what is missing and what comes next."
                )
                % named,
            )
        )
    if before and _is_new_attempt(entry, before) and before.attempt >= MOST_ATTEMPTS:
        reasons.append(
            Blocker(
                "attempts",
                _("%(name)s, unit %(unit)s: assessed %(most)d times already; no further attempt is possible.")
                % {**named, "most": MOST_ATTEMPTS},
            )
        )
    return reasons


def _is_new_attempt(entry: Entry, before: UnitResult) -> bool:
    """After BK comes a new attempt: when the result is K, or when BK stands again on another day."""
    today = clock.today(entry.enrollment.batch.training_center.time_zone)
    return before.result == BK and (entry.result == K or before.assessed_on != today)


@transaction.atomic
def record_results(batch: Batch, entries: Iterable[Entry], *, by: User) -> list[UnitResult]:
    """Records every entry that says something new, all or none; returns what was written.

    An entry equal to what stands writes nothing. K over BK is a new attempt, BK over K corrects the same one (the
    audit keeps both). What is appealed, or signed for a person who left, is not touched. Raises `StaleResult` when the
    versions of entries are no longer those that stand.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("version", "training_center").get(pk=batch.pk)
    refuse_if(assessor_blockers(batch, by=by))
    standing = {
        (result.enrollment_id, result.unit_id): result
        for result in UnitResult.objects.latest().filter(enrollment__batch=batch).select_related("unit", "assessed_by")
    }
    news: list[tuple[Entry, UnitResult | None]] = []
    for entry in entries:
        entry.enrollment.batch = batch
        before = standing.get((entry.enrollment.pk, entry.unit.pk))
        # The grid sends every cell, changed or not.
        if before is None or (before.result, before.feedback) != (entry.result, entry.feedback.strip()):
            news.append((entry, before))
    if stale := [before for entry, before in news if before and entry.version not in (None, before.version)]:
        raise StaleResult(stale)
    # All or none: of half a grid nobody would know which half was saved.
    refuse_if(_news_blockers(batch, news))
    return [write(entry, before, by=by) for entry, before in news]


def _news_blockers(batch: Batch, news: list[tuple[Entry, UnitResult | None]]) -> list[Blocker]:
    units = assessment_scope.open_units(batch)
    frozen, signed = held_back_results.frozen_pairs(batch), held_back_results.signed_alone(batch)
    reasons: list[Blocker] = []
    for entry, before in news:
        reasons += entry_blockers(entry, before)
        reasons += held_blockers(entry, frozen, signed) + taught_blockers(entry, units)
    return reasons


def taught_blockers(entry: Entry, units: set[int] | None) -> list[Blocker]:
    """Whether the batch was called off before this unit was taught to its end; `units` are those that were."""
    if units is None or entry.unit.pk in units:
        return []
    sentence = _("Unit %(unit)s was not taught to its end before the batch was called off.")
    return [Blocker("not_taught", sentence % {"unit": entry.unit.short_code})]


def held_blockers(entry: Entry, frozen: set[held_back_results.Pair], signed: set[int]) -> list[Blocker]:
    """Why this one result rests: appealed or being corrected (`frozen`), or signed for who left (`signed`)."""
    named = {"name": entry.enrollment.person.full_name, "unit": entry.unit.short_code}
    reasons = []
    if (entry.enrollment.pk, entry.unit.pk) in frozen:
        sentence = _("%(name)s, unit %(unit)s: appealed or being corrected. It rests until that is settled.")
        reasons.append(Blocker("frozen", sentence % named))
    if entry.enrollment.pk in signed:
        sentence = _("%(name)s left early, and the results are signed off. They are locked.")
        reasons.append(Blocker("signed_alone", sentence % named))
    return reasons


def write(entry: Entry, before: UnitResult | None, *, by: User, is_again: bool = False) -> UnitResult:
    """Writes one result; the caller has asked every question under lock. `is_again`: a new attempt in any case."""
    was = before.result if before else ""
    if before is None or is_again or _is_new_attempt(entry, before):
        result = UnitResult(enrollment=entry.enrollment, unit=entry.unit, attempt=before.attempt + 1 if before else 1)
    else:
        result = before
    result.result = entry.result
    result.feedback = entry.feedback.strip()
    result.assessed_on = clock.today(entry.enrollment.batch.training_center.time_zone)
    result.assessed_by = by
    result.recorded_at = clock.now()
    # Runs on over all attempts, so that one number tells a page whether anything changed.
    result.version = before.version + 1 if before else 1
    result.save()
    audit.record(
        "result.record",
        by=by,
        target=result,
        enrollment=entry.enrollment.pk,
        unit=entry.unit.code,
        attempt=result.attempt,
        result=entry.result,
        before=was,
    )
    return result
