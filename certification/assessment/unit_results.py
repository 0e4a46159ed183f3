"""Assessment results: competent (K) or not yet competent (BK) per unit, with every attempt kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import assessment_scope, assessor_registrations, certificate_gate, held_back_results
from certification.assessment.models.assessors import AssessorRegistration
from certification.assessment.models.results import SignOff, UnitResult
from certification.assessment.standing import Standing
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.statements import Statement
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

# A single letter would not say what is missing.
SHORTEST_FEEDBACK = 5
# The first assessment and two more after feedback.
MOST_ATTEMPTS = 3
OPEN_STATES = (Batch.State.RUNNING, Batch.State.FINISHED)
STALE = "stale"
# What a correction of an attempt writes anew.
WRITTEN = ["result", "feedback", "assessed_on", "assessed_by", "recorded_at", "version"]
K, BK = UnitResult.Result.COMPETENT, UnitResult.Result.NOT_YET


class StaleResult(RuleViolation):
    """Somebody else has recorded these results since the page was opened; `currents` are the current ones."""

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
    return Blocker(STALE, sentence % words, values={"place": current.enrollment_id, "unit": current.unit_id})


@dataclass(frozen=True)
class Entry:
    """One result from the grid. `version` is the one the assessor saw (0: none); None skips the check."""

    enrollment: Enrollment
    unit: ProgramUnit
    result: str
    feedback: str = ""
    version: int | None = None

    def refused(self, code: str, sentence: str) -> Blocker:
        """A reason against this entry; the sentence may name its person and unit, the values are their keys."""
        words = {"name": self.enrollment.person.full_name, "unit": self.unit.short_code, "most": MOST_ATTEMPTS}
        return Blocker(code, sentence % words, values={"place": self.enrollment.pk, "unit": self.unit.pk})


@dataclass(frozen=True)
class Known:
    """What a page has read already: the batch with the reader's duties in it, and the reader's registrations."""

    duties: Any
    registrations: list[AssessorRegistration] | None


def assessor_blockers(batch: Batch, *, by: User, known: Known | None = None) -> list[Blocker]:
    """Why `by` may not record any result of the batch: its state, its lock, or a reason of `duty_blockers`."""
    reasons = []
    if not batch.has_assessment:
        reasons.append(assessment_scope.no_results_blocker())
    if batch.state == Batch.State.CANCELLED:
        reasons += _called_off_blockers(batch)
    elif batch.state not in OPEN_STATES:
        reasons.append(Blocker("state", _("Results are recorded while a batch runs and after its last session.")))
    duties = known.duties if known else _duties(batch, by)
    if duties.locked_by:
        reasons.append(
            Blocker("locked", _("The results are locked by the minutes %(number)s.") % {"number": duties.locked_by})
        )
    return [*reasons, *_blockers_of(duties, batch, by, known.registrations if known else None)]


def _called_off_blockers(batch: Batch) -> list[Blocker]:
    """What was fully taught before a batch was called off is still assessed: people are owed the statement."""
    if assessment_scope.taught_units(batch):
        return []
    sentence = _("The batch was called off before any unit was taught to its end, so there is nothing to assess.")
    return [Blocker("called_off", sentence)]


def duty_blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` may not assess this batch today: not assigned, no valid registration, or has taught these people.

    Instructors of the batch or of any of its sessions do not assess it (BNSP: assessor separate from trainer), unless
    the program version allows it.
    """
    return _blockers_of(_duties(batch, by), batch, by)


def _duties(batch: Batch, by: User) -> Any:
    return _batch_with_duties.first(pk=batch.pk, by=by)


@Statement
def _batch_with_duties(pk: int, by: User) -> QuerySet[Batch]:
    return with_duties(Batch.objects.filter(pk=pk), by)


def with_duties(batches: QuerySet[Batch], by: User) -> QuerySet[Batch]:
    """Adds the duties of `by` in each batch, and the minutes that lock its results."""
    own = BatchStaff.objects.filter(batch=OuterRef("pk"), user=by)
    return batches.annotate(
        assesses=Exists(own.filter(duty=BatchStaff.Duty.ASSESSOR)),
        # Sessions count as well as duties: a one-time substitute has also taught these people.
        teaches=Exists(own.filter(duty=BatchStaff.Duty.INSTRUCTOR)),
        has_taught=Exists(Session.objects.standing().filter(batch=OuterRef("pk"), instructor=by)),
        locked_by=Subquery(SignOff.objects.filter(batch=OuterRef("pk")).values("number")[:1]),
    )


def _blockers_of(
    duties: Any, batch: Batch, by: User, registrations: list[AssessorRegistration] | None = None
) -> list[Blocker]:
    reasons = []
    if not duties.assesses or not by.has_perm("certification.assess"):
        reasons.append(
            Blocker("not_assigned", _("You are not an assessor of this batch. Ask the coordinator to assign you."))
        )
    else:
        today = clock.today(batch.training_center.time_zone)
        reasons += assessor_registrations.validity_blockers(by, on=today, rows=registrations)
    if (duties.teaches or duties.has_taught) and not batch.version.trainer_may_assess:
        reasons.append(Blocker("trainer", _("You trained this batch, so another assessor must record its results.")))
    return reasons


def entry_blockers(entry: Entry, before: UnitResult | None) -> list[Blocker]:
    """What is wrong with one result in itself; `before` is the current attempt."""
    reasons = []
    if entry.result not in UnitResult.Result.values:
        reasons.append(entry.refused("result", _("%(name)s, unit %(unit)s: choose K or BK.")))
    if entry.result == BK and len(entry.feedback.strip()) < SHORTEST_FEEDBACK:
        sentence = _(
            "%(name)s, unit %(unit)s: BK needs feedback of at least 5 letters. "
            "Write what is missing and what comes next."
        )
        reasons.append(entry.refused("feedback", sentence))
    if before and _is_new_attempt(entry, before) and before.attempt >= MOST_ATTEMPTS:
        sentence = _("%(name)s, unit %(unit)s: assessed %(most)d times already; no further attempt is possible.")
        reasons.append(entry.refused("attempts", sentence))
    return reasons


def _is_new_attempt(entry: Entry, before: UnitResult) -> bool:
    """After BK, a new attempt is a K, or another BK on a different day."""
    today = clock.today(entry.enrollment.batch.training_center.time_zone)
    return before.result == BK and (entry.result == K or before.assessed_on != today)


@transaction.atomic
def record_results(
    batch: Batch, entries: Iterable[Entry], *, by: User, held: list[Standing] | None = None
) -> list[UnitResult]:
    """Records all entries that change something, or none; returns what was written.

    K over BK is a new attempt; BK over K corrects the same attempt (the audit keeps both). Results under appeal, or
    signed for a person who left, are not touched. `held`: everybody of the batch with results, loaded by a caller that
    has locked it. Raises `StaleResult` if an entry's version is no longer current.
    """
    if held is None:
        locked = Batch.objects.select_for_update(of=("self",)).select_related("version", "training_center")
        batch = locked.get(pk=batch.pk)
        held = certificate_gate.results_alone(batch)
    refuse_if(assessor_blockers(batch, by=by))
    standing = {(one.enrollment.pk, unit): result for one in held for unit, result in one.results.items()}
    news: list[tuple[Entry, UnitResult | None]] = []
    for entry in entries:
        entry.enrollment.batch = batch
        before = standing.get((entry.enrollment.pk, entry.unit.pk))
        # The grid sends every cell, changed or not.
        if before is None or (before.result, before.feedback) != (entry.result, entry.feedback.strip()):
            news.append((entry, before))
    if stale := _stale_result(news):
        raise stale
    # All or none: nobody could tell which half of a grid had been saved.
    refuse_if(_news_blockers(batch, news, held))
    return _write(news, by=by)


def _stale_result(news: Iterable[tuple[Entry, UnitResult | None]]) -> StaleResult | None:
    """What to tell of the entries whose version is no longer current, if there are any."""
    currents = []
    for entry, before in news:
        if before and entry.version not in (None, before.version):
            before.enrollment, before.unit = entry.enrollment, entry.unit
            currents.append(before)
    prefetch_related_objects(currents, "assessed_by")
    return StaleResult(currents) if currents else None


def _news_blockers(batch: Batch, news: list[tuple[Entry, UnitResult | None]], held: list[Standing]) -> list[Blocker]:
    units = assessment_scope.open_among(batch, held[0].units if held else [])
    rests = any(held_back_results.blockers(one.enrollment) for one in held)
    frozen = held_back_results.frozen_pairs(batch) if rests else set()
    signed = {one.enrollment.pk for one in held if one.is_signed_alone}
    taken = {one.enrollment.pk: one.taken for one in held}
    reasons: list[Blocker] = []
    for entry, before in news:
        reasons += entry_blockers(entry, before)
        reasons += held_blockers(entry, frozen, signed) + taught_blockers(entry, units)
        reasons += taken_blockers(entry, taken.get(entry.enrollment.pk))
    return reasons


def taken_blockers(entry: Entry, taken: frozenset[int] | None) -> list[Blocker]:
    """Whether the person takes other units alone; `taken` are those, None for the whole course."""
    if taken is None or entry.unit.pk in taken:
        return []
    return [entry.refused("not_taken", _("%(name)s does not take unit %(unit)s, so there is no result of it."))]


def taught_blockers(entry: Entry, units: set[int]) -> list[Blocker]:
    """Whether nobody was taught this unit yet, or the batch was called off before its end; `units` are those that can
    be assessed.
    """
    if entry.unit.pk in units:
        return []
    if entry.enrollment.batch.state == Batch.State.CANCELLED:
        sentence = _("Unit %(unit)s was not taught to its end before the batch was called off.")
    else:
        sentence = _("Nobody was taught unit %(unit)s yet. Results are recorded once its first session has begun.")
    return [entry.refused("not_taught", sentence)]


def held_blockers(entry: Entry, frozen: set[held_back_results.Pair], signed: set[int]) -> list[Blocker]:
    """Why this result is held back: appealed or being corrected (`frozen`), or signed on leaving (`signed`)."""
    reasons = []
    if (entry.enrollment.pk, entry.unit.pk) in frozen:
        sentence = _("%(name)s, unit %(unit)s: appealed or being corrected. It rests until that is settled.")
        reasons.append(entry.refused("frozen", sentence))
    if entry.enrollment.pk in signed:
        sentence = _("%(name)s left early, and the results are signed off. They are locked.")
        reasons.append(entry.refused("signed_alone", sentence))
    return reasons


def write_again(entry: Entry, before: UnitResult, *, by: User) -> UnitResult:
    """Writes one result as a new attempt; the caller has checked everything under lock."""
    return _write([(entry, before)], by=by, is_again=True)[0]


def _write(news: Iterable[tuple[Entry, UnitResult | None]], *, by: User, is_again: bool = False) -> list[UnitResult]:
    """Writes the results, each over the current attempt or as a new one (`is_again`: always); three statements."""
    written, told = [], []
    for entry, before in news:
        was = before.result if before else ""
        result = _following(entry, before, is_again)
        result.result, result.feedback = entry.result, entry.feedback.strip()
        result.assessed_on = clock.today(entry.enrollment.batch.training_center.time_zone)
        result.assessed_by, result.recorded_at = by, clock.now()
        # Increases across attempts, so that a page can detect any change by one number.
        result.version = before.version + 1 if before else 1
        written.append(result)
        told.append({"unit": entry.unit.code, "attempt": result.attempt, "result": entry.result, "before": was})
    # The upsert finds a standing attempt by its number, and returns its key.
    UnitResult.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["enrollment", "unit", "attempt"], update_fields=WRITTEN
    )
    audit.record_each(
        "result.record",
        by=by,
        targets=[
            (result, {"enrollment": result.enrollment_id, **said}) for result, said in zip(written, told, strict=True)
        ],
    )
    return written


def _following(entry: Entry, before: UnitResult | None, is_again: bool) -> UnitResult:
    """The attempt that the entry is written to: the current one, or the next."""
    is_new = before is None or is_again or _is_new_attempt(entry, before)
    attempt = (before.attempt if before else 0) + is_new
    return UnitResult(enrollment=entry.enrollment, unit=entry.unit, attempt=attempt)
