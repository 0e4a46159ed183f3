"""The end of a granted appeal that nobody can assess any more: asked for by one person, confirmed by another.

The class is closed, no other assessor is there, the person is gone: without an end the result would rest for ever, and
with it every paper of this person.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from certification.assessment import contest_consequences, minutes_supplements
from certification.assessment.inbox_kinds import APPEAL_END_ASKED, APPEAL_ENDED, ASSESS_AGAIN
from certification.assessment.models.contests import ResultAppeal
from certification.assessment.result_appeals import fresh
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers
from inmates.inbox.inbox_tasks import open_task, settle
from programs.batches.lock_order import locked_alone

ASKS = "certification.sign_off"
CONFIRMS = "certification.decide_result_appeal"


def ask_blockers(appeal: ResultAppeal, *, by: User) -> list[Blocker]:
    """Why `by` cannot ask for the end of this appeal."""
    reasons = authority_blockers(by, ASKS, appeal.result.enrollment.batch.training_center)
    if not appeal.waits_for_attempt:
        reasons.append(Blocker("not_granted", _("No new attempt is waiting for this appeal.")))
    elif appeal.end_is_asked:
        reasons.append(Blocker("asked", _("The end of this appeal is asked for already and waits for the head.")))
    return reasons


@transaction.atomic
def ask(appeal: ResultAppeal, *, by: User, reason: str) -> ResultAppeal:
    """Asks for the end; the appeal goes on until another person confirms. Raises `RuleViolation`."""
    appeal = _locked(appeal)
    refused = ask_blockers(appeal, by=by)
    refused += reason_blockers(reason, _("Give a reason of at least %(count)s characters."), code="reason")
    refuse_if(refused)
    appeal.end_reason, appeal.end_asked_at, appeal.end_asked_by = reason.strip(), clock.now(), by
    _save(appeal)
    place, unit = appeal.result.enrollment, appeal.result.unit
    center = place.batch.training_center
    contest_consequences.tell(APPEAL_END_ASKED, place, unit, role=Role.BLK_HEAD, center=center)
    _record("ask_end", appeal, by)
    return appeal


def decide_blockers(appeal: ResultAppeal, *, by: User) -> list[Blocker]:
    """Why `by` can neither confirm the end nor let the appeal go on."""
    reasons = authority_blockers(by, CONFIRMS, appeal.result.enrollment.batch.training_center)
    if not appeal.end_is_asked:
        return [*reasons, Blocker("not_asked", _("Nobody asks for the end of this appeal."))]
    reasons += second_person_blockers(by, appeal.assessor_id, _("You recorded this result. Somebody else decides."))
    text = _("You asked for this yourself, so another person must approve it.")
    return reasons + second_person_blockers(by, appeal.end_asked_by_id, text)


@transaction.atomic
def confirm(appeal: ResultAppeal, *, by: User) -> ResultAppeal:
    """Ends the appeal for good: the result stands, and whoever looks after the person in custody is told why.

    Supplements signed minutes. Raises `RuleViolation`.
    """
    appeal = _locked(appeal)
    refuse_if(decide_blockers(appeal, by=by))
    appeal.ended_at, appeal.ended_by = clock.now(), by
    _save(appeal)
    _settle(appeal)
    place = appeal.result.enrollment
    settle(ASSESS_AGAIN, person=place.person, matter=contest_consequences.matter(place, appeal.result.unit))
    _tell_facility(appeal)
    minutes_supplements.supplement(place, by=by, what=_what(appeal))
    _record("end", appeal, by)
    return appeal


@transaction.atomic
def reject(appeal: ResultAppeal, *, by: User) -> ResultAppeal:
    """Lets the appeal go on; only the audit keeps what was asked. Raises `RuleViolation`."""
    appeal = _locked(appeal)
    refuse_if(decide_blockers(appeal, by=by))
    # Recorded before it is cleared.
    _record("reject_end", appeal, by)
    appeal.end_reason, appeal.end_asked_at, appeal.end_asked_by = "", None, None
    _save(appeal)
    _settle(appeal)
    return appeal


def _tell_facility(appeal: ResultAppeal) -> None:
    """Tells the person's case officer, else the training officer of the facility; nobody where the person is free."""
    place, unit = appeal.result.enrollment, appeal.result.unit
    person = place.person
    if person.facility is None:
        return
    role = Role.CASE_OFFICER if person.case_officer_id else Role.TRAINING_OFFICER
    values = {"batch": place.batch.name, "unit": unit.short_code, "reason": appeal.end_reason.rstrip(".")}
    about = contest_consequences.matter(place, unit)
    open_task(APPEAL_ENDED, role=role, office=person.facility, person=person, matter=about, values=values)


def _settle(appeal: ResultAppeal) -> None:
    place = appeal.result.enrollment
    settle(APPEAL_END_ASKED, person=place.person, matter=contest_consequences.matter(place, appeal.result.unit))


def _save(appeal: ResultAppeal) -> None:
    appeal.save(update_fields=["end_reason", "end_asked_at", "end_asked_by", "ended_at", "ended_by"])


def _record(verb: str, appeal: ResultAppeal, by: User) -> None:
    place, unit = appeal.result.enrollment_id, appeal.result.unit.code
    audit.record(f"result_appeal.{verb}", by=by, target=appeal, enrollment=place, unit=unit, reason=appeal.end_reason)


def _what(appeal: ResultAppeal) -> str:
    """The sentence of the supplement, in Indonesian like all papers."""
    place, unit = appeal.result.enrollment, appeal.result.unit
    return (
        f"Keberatan {place.person.full_name} atas hasil unit {unit.code} {unit.title} (percobaan "
        f"{appeal.result.attempt}: {appeal.result.result}) dikabulkan, tetapi penilaian ulang tidak dapat dilakukan "
        f"dengan alasan: {appeal.end_reason.rstrip('.')}. Hasil semula tetap berlaku."
    )


def _locked(appeal: ResultAppeal) -> ResultAppeal:
    locked_alone(appeal.result.enrollment.batch)
    return fresh(appeal)
