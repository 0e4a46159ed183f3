"""Corrections of signed results: requested by one person, approved by another, documented in a supplement."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from certification.assessment import contest_consequences, minutes_supplements
from certification.assessment.inbox_kinds import CORRECTION_ASKED
from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.results import UnitResult
from certification.assessment.unit_results import BK
from certification.authority import authority_blockers
from certification.register.models import Certificate
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers
from inmates.inbox.inbox_tasks import settle
from programs.batches.lock_order import hold
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

State = ResultCorrection.State


def current(enrollment: Enrollment, unit: ProgramUnit) -> UnitResult | None:
    """The current attempt."""
    return UnitResult.objects.latest().filter(enrollment=enrollment, unit=unit).first()


def ask_blockers(enrollment: Enrollment, unit: ProgramUnit, *, by: User) -> list[Blocker]:
    """Why `by` cannot request a correction of this result, whatever the new value."""
    reasons = authority_blockers(by, "certification.ask_correction", enrollment.batch.training_center)
    if current(enrollment, unit) is None:
        reasons.append(Blocker("no_result", _("There is no result to correct.")))
    if minutes_supplements.signed_of(enrollment) is None:
        reasons.append(
            Blocker("not_locked", _("The results are not signed off yet: an assessor changes them on the grid."))
        )
    if ResultCorrection.objects.open().filter(enrollment=enrollment, unit=unit).exists():
        reasons.append(Blocker("asked", _("A correction of this result waits for its approval already.")))
    if ResultAppeal.objects.open().filter(result__enrollment=enrollment, result__unit=unit).exists():
        reasons.append(Blocker("appealed", _("The result is appealed. The appeal is decided first.")))
    return reasons


def _value_blockers(before: UnitResult | None, result: str, feedback: str, reason: str) -> list[Blocker]:
    reasons = []
    if result not in UnitResult.Result.values:
        reasons.append(Blocker("result", _("Choose K or BK.")))
    if result == BK and not feedback.strip():
        reasons.append(Blocker("feedback", _("BK needs feedback. Write what is missing and what comes next.")))
    if before and (before.result, before.feedback) == (result, feedback.strip()):
        reasons.append(Blocker("same", _("That is already the recorded result.")))
    reasons += reason_blockers(reason, _("Give a reason of at least %(count)s characters."), code="reason")
    return reasons


@transaction.atomic
def ask(
    enrollment: Enrollment, unit: ProgramUnit, *, by: User, result: str, feedback: str = "", reason: str
) -> ResultCorrection:
    """Requests a correction; nothing changes until a second person approves. Raises `RuleViolation`."""
    enrollment = _locked(enrollment)
    before = current(enrollment, unit)
    feedback = feedback.strip() if result == BK else ""
    refuse_if([*ask_blockers(enrollment, unit, by=by), *_value_blockers(before, result, feedback, reason)])
    correction = ResultCorrection.objects.create(
        enrollment=enrollment,
        unit=unit,
        old_result=before.result,  # type: ignore[union-attr]  # a blocker says so before
        old_feedback=before.feedback,  # type: ignore[union-attr]
        new_result=result,
        new_feedback=feedback,
        reason=reason.strip(),
        asked_by=by,
    )
    center = enrollment.batch.training_center
    contest_consequences.tell(CORRECTION_ASKED, enrollment, unit, role=Role.BLK_HEAD, center=center)
    audit.record(
        "result.ask_correction", by=by, target=correction, enrollment=enrollment.pk, unit=unit.code, result=result
    )
    return correction


def decide_blockers(correction: ResultCorrection, *, by: User) -> list[Blocker]:
    """Why `by` can neither approve nor reject this correction."""
    center = correction.enrollment.batch.training_center
    reasons = authority_blockers(by, "certification.approve_correction", center)
    if correction.state != State.ASKED:
        reasons.append(Blocker("decided", _("This correction is decided already.")))
    sentence = _("You asked for this correction yourself, so another person must decide.")
    return reasons + second_person_blockers(by, correction.asked_by_id, sentence)


def approve_blockers(correction: ResultCorrection, *, by: User) -> list[Blocker]:
    """Why `by` cannot approve: the reasons against deciding, and any paper with the old words in preparation."""
    reasons = decide_blockers(correction, by=by)
    before = current(correction.enrollment, correction.unit)
    if before and (before.result, before.feedback) != (correction.old_result, correction.old_feedback):
        reasons.append(Blocker("changed", _("The result is no longer the one that this correction was asked for.")))
    if Certificate.objects.filter(enrollment=correction.enrollment_id).in_the_making().exists():
        reasons.append(Blocker("in_the_making", _("A paper of this person is in the making. It is taken back first.")))
    return reasons


@transaction.atomic
def approve(correction: ResultCorrection, *, by: User, note: str = "") -> ResultCorrection:
    """Replaces the wrong result, which the correction keeps, and supplements the minutes.

    Issued papers keep their words; a task is opened for each. Raises `RuleViolation`.
    """
    place = _locked(correction.enrollment)
    correction = _fresh(correction, place)
    refuse_if(approve_blockers(correction, by=by))
    result = UnitResult.objects.latest().get(enrollment=place, unit=correction.unit)
    result.result, result.feedback = correction.new_result, correction.new_feedback
    result.version += 1
    result.save(update_fields=["result", "feedback", "version"])
    _decide(correction, State.APPROVED, by=by, note=note)
    minutes_supplements.supplement(place, by=by, what=_what(correction))
    contest_consequences.result_changes.happens(place)
    audit.record(
        "result.correct",
        by=by,
        target=result,
        enrollment=place.pk,
        unit=correction.unit.code,
        result=correction.new_result,
        before=correction.old_result,
    )
    return correction


@transaction.atomic
def reject(correction: ResultCorrection, *, by: User, note: str) -> ResultCorrection:
    """Upholds the signed result. Raises `RuleViolation`."""
    place = _locked(correction.enrollment)
    correction = _fresh(correction, place)
    reasons = decide_blockers(correction, by=by)
    reasons += reason_blockers(note, _("Give a reason of at least %(count)s characters."), code="note")
    refuse_if(reasons)
    _decide(correction, State.REJECTED, by=by, note=note)
    audit.record("result.reject_correction", by=by, target=correction, enrollment=place.pk, unit=correction.unit.code)
    return correction


def _decide(correction: ResultCorrection, state: str, *, by: User, note: str) -> None:
    correction.state, correction.note = state, note.strip()
    correction.decided_at, correction.decided_by = clock.now(), by
    correction.save(update_fields=["state", "note", "decided_at", "decided_by"])
    place = correction.enrollment
    settle(CORRECTION_ASKED, person=place.person, matter=contest_consequences.matter(place, correction.unit))


def _what(correction: ResultCorrection) -> str:
    """The sentence of the supplement, in Indonesian like all papers."""
    unit, name = correction.unit, correction.enrollment.person.full_name
    return (
        f"Hasil {name} pada unit {unit.code} {unit.title} dikoreksi dari {correction.old_result} menjadi "
        f"{correction.new_result} dengan alasan: {correction.reason.rstrip('.')}. Koreksi dimintakan oleh "
        f"{correction.asked_by.full_name} dan disetujui oleh {correction.decided_by.full_name}."  # type: ignore[union-attr]
    )


def _locked(enrollment: Enrollment) -> Enrollment:
    """The place, under the lock that issuing its papers also takes."""
    hold(batches=[enrollment.batch_id])
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    related = ("person", "batch__training_center", "batch__version__program", "batch__facility")
    return Enrollment.objects.select_related(*related).get(pk=enrollment.pk)


def _fresh(correction: ResultCorrection, place: Enrollment) -> ResultCorrection:
    correction = ResultCorrection.objects.select_related("unit", "asked_by").get(pk=correction.pk)
    correction.enrollment = place
    return correction
