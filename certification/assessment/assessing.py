"""Results of assessment: competent (K) or not yet (BK), unit by unit, with every attempt kept."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.models import SignOff, UnitResult
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from programs.models import Batch, BatchStaff, Enrollment, ProgramUnit, Session

# The first assessment and two more, after feedback.
MOST_ATTEMPTS = 3
OPEN_STATES = (Batch.State.RUNNING, Batch.State.FINISHED)
K, BK = UnitResult.Result.COMPETENT, UnitResult.Result.NOT_YET


class StaleResult(RuleViolation):
    """Somebody else recorded this result after the page was opened; `current` is what stands now."""

    def __init__(self, current: UnitResult):
        self.current = current
        super().__init__(
            Blocker(
                "stale",
                _("%(name)s, unit %(unit)s: %(by)s recorded %(result)s meanwhile. Look at it before you change it.")
                % {
                    "name": current.enrollment.inmate.full_name,
                    "unit": current.unit.short_code,
                    "by": current.assessed_by,
                    "result": current.result,
                },
            )
        )


@dataclass(frozen=True)
class Entry:
    """One result as the grid sends it. `version` is the one that the assessor saw (0: none), None: not asked."""

    enrollment: Enrollment
    unit: ProgramUnit
    result: str
    feedback: str = ""
    version: int | None = None


def assessor_blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` may not record any result of the batch: state, lock, not assigned, or trainer of the same people.

    Whoever taught a session of the batch, or is its instructor, does not assess it (BNSP: assessor apart from
    trainer), unless the version of the program allows it.
    """
    reasons = []
    if batch.state not in OPEN_STATES:
        reasons.append(Blocker("state", _("Results are recorded while a batch runs and after its last session.")))
    sign_off = SignOff.objects.filter(batch=batch).first()
    if sign_off:
        reasons.append(
            Blocker("locked", _("The results are locked by the minutes %(number)s.") % {"number": sign_off.number})
        )
    duties = set(BatchStaff.objects.filter(batch=batch, user=by).values_list("duty", flat=True))
    if BatchStaff.Duty.ASSESSOR not in duties or not by.has_perm("certification.assess"):
        reasons.append(
            Blocker("not_assigned", _("You are not an assessor of this batch. Ask the coordinator to assign you."))
        )
    # The sessions as well as the duty: somebody who stood in once has taught these people too.
    taught = BatchStaff.Duty.INSTRUCTOR in duties or Session.objects.standing().filter(batch=batch, instructor=by)
    if taught and not batch.version.trainer_may_assess:
        reasons.append(Blocker("trainer", _("You trained this batch, so another assessor must record its results.")))
    return reasons


def entry_blockers(entry: Entry, before: UnitResult | None) -> list[Blocker]:
    """What is wrong with one result by itself, `before` being the attempt that counts now."""
    named = {"name": entry.enrollment.inmate.full_name, "unit": entry.unit.short_code}
    reasons = []
    if entry.result not in UnitResult.Result.values:
        reasons.append(Blocker("result", _("%(name)s, unit %(unit)s: choose K or BK.") % named))
    if entry.result == BK and not entry.feedback.strip():
        reasons.append(
            Blocker(
                "feedback",
                _("%(name)s, unit %(unit)s: BK needs feedback. Write what is missing and what comes next.") % named,
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
    audit keeps both). Raises `StaleResult` when an entry's version is no longer the one that stands.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("version", "training_center").get(pk=batch.pk)
    refuse_if(assessor_blockers(batch, by=by))
    standing = {
        (result.enrollment_id, result.unit_id): result
        for result in UnitResult.objects.latest().filter(enrollment__batch=batch).select_related("unit", "assessed_by")
    }
    news, reasons = [], []
    for entry in entries:
        entry.enrollment.batch = batch
        before = standing.get((entry.enrollment.pk, entry.unit.pk))
        # The grid sends every cell, changed or not.
        if before and (before.result, before.feedback) == (entry.result, entry.feedback.strip()):
            continue
        if entry.version is not None and entry.version != (before.version if before else 0) and before:
            raise StaleResult(before)
        reasons += entry_blockers(entry, before)
        news.append((entry, before))
    # All or none: of half a grid nobody would know which half was saved.
    refuse_if(reasons)
    return [_write(entry, before, by=by) for entry, before in news]


def record_result(
    enrollment: Enrollment, unit: ProgramUnit, *, by: User, result: str, feedback: str = "", version: int | None = None
) -> UnitResult:
    """Records one result; the attempt that counts afterwards is returned. See `record_results`."""
    entry = Entry(enrollment, unit, result, feedback, version)
    record_results(enrollment.batch, [entry], by=by)
    return UnitResult.objects.latest().get(enrollment=enrollment, unit=unit)


def _write(entry: Entry, before: UnitResult | None, *, by: User) -> UnitResult:
    was = before.result if before else ""
    if before is None or _is_new_attempt(entry, before):
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
