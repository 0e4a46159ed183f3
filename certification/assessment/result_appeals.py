"""Appeals: filed within days, decided by another person, reassessed by another assessor."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from accounts.roles import Role
from certification.assessment import contest_consequences, minutes_supplements, unit_results
from certification.assessment.inbox_kinds import APPEAL_END_ASKED, APPEAL_FILED, ASSESS_AGAIN
from certification.assessment.models.contests import ResultAppeal
from certification.assessment.models.results import UnitResult
from certification.assessment.unit_results import BK, Entry
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.templatetags.dates import day as written_day
from core.two_person_decision import second_person_blockers
from inmates.inbox.inbox_tasks import settle
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch

Outcome = ResultAppeal.Outcome
# Until then result, papers and class rest, and nothing of the class serves its time.
AGAIN_WITHIN = timedelta(days=30)
# A new attempt after an appeal is possible even after sign-off.
AGAIN_STATES = (Batch.State.RUNNING, Batch.State.FINISHED, Batch.State.CERTIFIED)


def last_day(result: UnitResult) -> date:
    """The last day to appeal this attempt, as set by the program version."""
    return result.assessed_on + timedelta(days=result.enrollment.batch.version.appeal_days)


def file_blockers(result: UnitResult, *, by: User) -> list[Blocker]:
    """Why `by` cannot file an appeal against this attempt, whatever its content."""
    batch = result.enrollment.batch
    reasons = []
    own = batch.training_center_id == by.training_center_id
    own |= by.facility_id is not None and batch.facility_id == by.facility_id
    if not own or not by.has_perm("certification.file_appeal"):
        reasons.append(Blocker("not_authorized", _("Your account may not do this. Ask the coordinator.")))
    if hasattr(result, "appeal"):
        reasons.append(Blocker("appealed", _("An appeal against this attempt is recorded already.")))
    if UnitResult.objects.filter(
        enrollment=result.enrollment_id, unit=result.unit_id, attempt__gt=result.attempt
    ).exists():
        reasons.append(Blocker("past", _("There is a newer attempt; only the one that counts can be appealed.")))
    if result.result != BK:
        reasons.append(
            Blocker("competent", _("The result is K, so there is nothing to appeal. A wrong K is corrected instead."))
        )
    return reasons


def day_blockers(result: UnitResult, *, filed_on: date) -> list[Blocker]:
    """Why an appeal received on that day is not admitted."""
    if filed_on > clock.today(result.enrollment.batch.training_center.time_zone):
        return [Blocker("future", _("The day lies in the future."))]
    if filed_on < result.assessed_on:
        return [Blocker("before", _("The day lies before the assessment."))]
    if filed_on > last_day(result):
        sentence = _("An appeal is received within %(days)d days of the assessment; the last day was %(day)s.")
        words = {"days": result.enrollment.batch.version.appeal_days, "day": written_day(last_day(result))}
        return [Blocker("too_late", sentence % words)]
    return []


@transaction.atomic
def file(result: UnitResult, *, by: User, asker: str, filed_on: date, grounds: str) -> ResultAppeal:
    """Files the appeal, which freezes the result and the person's papers.

    Raises `RuleViolation`.
    """
    batch = locked_alone(result.enrollment.batch)
    result = _fresh(result)
    reasons = file_blockers(result, by=by)
    if asker not in ResultAppeal.Asker.values:
        reasons.append(Blocker("asker", _("Choose who brought the appeal.")))
    reasons += reason_blockers(
        grounds, _("Write what the person says, in at least %(count)s characters."), code="grounds"
    )
    refuse_if([*reasons, *day_blockers(result, filed_on=filed_on)])
    appeal = ResultAppeal.objects.create(
        result=result,
        asker=asker,
        filed_on=filed_on,
        grounds=grounds.strip(),
        recorded_by=by,
        assessor=result.assessed_by,
    )
    contest_consequences.tell(
        APPEAL_FILED, result.enrollment, result.unit, role=Role.BLK_HEAD, center=batch.training_center
    )
    audit.record("result_appeal.file", by=by, target=appeal, enrollment=result.enrollment_id, unit=result.unit.code)
    return appeal


def decide_blockers(appeal: ResultAppeal, *, by: User) -> list[Blocker]:
    """Why `by` cannot decide on this appeal, either way."""
    center: TrainingCenter = appeal.result.enrollment.batch.training_center
    reasons = authority_blockers(by, "certification.decide_result_appeal", center)
    if not appeal.waits_for_decision:
        reasons.append(Blocker("decided", _("This appeal is decided already.")))
    assessed = _("You recorded this result. Somebody else has to decide on the appeal.")
    reasons += second_person_blockers(by, appeal.assessor_id, assessed)
    filed = _("You recorded the appeal yourself, so another person must decide.")
    return reasons + second_person_blockers(by, appeal.recorded_by_id, filed)


@transaction.atomic
def decide(appeal: ResultAppeal, *, by: User, outcome: str, reason: str) -> ResultAppeal:
    """Grants a new attempt before another assessor, or upholds the result. Raises `RuleViolation`."""
    batch = locked_alone(appeal.result.enrollment.batch)
    appeal = fresh(appeal)
    reasons = decide_blockers(appeal, by=by)
    if outcome not in Outcome.values:
        reasons.append(Blocker("outcome", _("Choose one of the outcomes.")))
    reasons += reason_blockers(reason, _("Give a reason of at least %(count)s characters."), code="reason")
    refuse_if(reasons)
    appeal.outcome, appeal.reason = outcome, reason.strip()
    appeal.decided_at, appeal.decided_by = clock.now(), by
    appeal.save(update_fields=["outcome", "reason", "decided_at", "decided_by"])
    place, unit = appeal.result.enrollment, appeal.result.unit
    settle(APPEAL_FILED, person=place.person, matter=contest_consequences.matter(place, unit))
    if outcome == Outcome.GRANTED:
        center: TrainingCenter = batch.training_center
        due_on = clock.today(center.time_zone) + AGAIN_WITHIN
        for role in (Role.BLK_COORDINATOR, Role.ASSESSOR):
            contest_consequences.tell(ASSESS_AGAIN, place, unit, role=role, center=center, due_on=due_on)
    audit.record("result_appeal.decide", by=by, target=appeal, enrollment=place.pk, unit=unit.code, outcome=outcome)
    return appeal


def again_blockers(appeal: ResultAppeal, *, by: User) -> list[Blocker]:
    """Why `by` cannot record the new attempt granted by this appeal."""
    batch = appeal.result.enrollment.batch
    reasons = unit_results.duty_blockers(batch, by=by)
    if batch.state not in AGAIN_STATES:
        reasons.append(Blocker("state", _("Results are recorded while a batch runs and after its last session.")))
    if not appeal.waits_for_attempt:
        reasons.append(Blocker("not_granted", _("No new attempt is waiting for this appeal.")))
    sentence = _("You recorded the appealed result. Another assessor assesses again.")
    return reasons + second_person_blockers(by, appeal.assessor_id, sentence)


@transaction.atomic
def assess_again(appeal: ResultAppeal, *, by: User, result: str, feedback: str = "") -> UnitResult:
    """Records the new attempt, regardless of the usual maximum; supplements signed minutes.

    Raises `RuleViolation`.
    """
    batch = locked_alone(appeal.result.enrollment.batch)
    appeal = fresh(appeal)
    place, unit, before = appeal.result.enrollment, appeal.result.unit, appeal.result
    place.batch = batch
    entry = Entry(place, unit, result, feedback)
    # Granted by another person, so the usual number of attempts does not apply.
    wrong = [reason for reason in unit_results.entry_blockers(entry, before) if reason.code != "attempts"]
    refuse_if([*again_blockers(appeal, by=by), *wrong])
    written = unit_results.write_again(entry, before, by=by)
    appeal.again = written
    appeal.save(update_fields=["again"])
    for kind in (ASSESS_AGAIN, APPEAL_END_ASKED):
        settle(kind, person=place.person, matter=contest_consequences.matter(place, unit))
    minutes_supplements.supplement(place, by=by, what=_what(appeal, written))
    contest_consequences.result_changes.happens(place)
    audit.record("result_appeal.assess", by=by, target=appeal, enrollment=place.pk, unit=unit.code, result=result)
    return written


def _what(appeal: ResultAppeal, written: UnitResult) -> str:
    """The sentence of the supplement, in Indonesian like all papers."""
    place, unit = appeal.result.enrollment, appeal.result.unit
    return (
        f"Keberatan {place.person.full_name} atas hasil unit {unit.code} {unit.title} (percobaan "
        f"{appeal.result.attempt}: {appeal.result.result}) dikabulkan. Penilaian ulang oleh asesor lain, "
        f"{written.assessed_by.full_name}, menetapkan hasil {written.result}."
    )


def _fresh(result: UnitResult) -> UnitResult:
    related = ("enrollment__person", "enrollment__batch__version", "enrollment__batch__training_center", "unit")
    return UnitResult.objects.select_related(*related, "assessed_by", "appeal").get(pk=result.pk)


def fresh(appeal: ResultAppeal) -> ResultAppeal:
    """The appeal as it is stored now, with what its commands read."""
    related = ("enrollment__person", "enrollment__batch__version__program", "enrollment__batch__training_center")
    paths = [f"result__{path}" for path in (*related, "unit", "assessed_by")]
    return ResultAppeal.objects.select_related(*paths).get(pk=appeal.pk)
