"""From application to decision: applying, the hearing of the placement board, its decisions. Nothing is automatic."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.models import Inmate
from programs.entry_rules import Answer, Verdict, evaluate, verdict_of
from programs.models import Application, Batch, Hearing, HearingMember

State = Application.State
TRANSITIONS: dict[str, frozenset[str]] = {
    State.SUBMITTED: frozenset({State.ADMITTED, State.RESERVE, State.REJECTED, State.WITHDRAWN}),
    State.ADMITTED: frozenset({State.RESERVE, State.REJECTED, State.WITHDRAWN, State.ENROLLED}),
    State.RESERVE: frozenset({State.ADMITTED, State.REJECTED, State.WITHDRAWN}),
    State.REJECTED: frozenset({State.ADMITTED, State.RESERVE}),
    State.WITHDRAWN: frozenset(),
    State.ENROLLED: frozenset(),
}
OUTCOMES = (State.ADMITTED, State.RESERVE, State.REJECTED)
SHORTEST_OVERRIDE_REASON = 10


def can_move(before: str, after: str) -> bool:
    return after in TRANSITIONS[before]


def apply_blockers(batch: Batch, inmate: Inmate, *, consent_on: date) -> list[Blocker]:
    """Why this person cannot apply for this batch. Entry rules do not stand here: they are for the board to weigh."""
    reasons = []
    if batch.state != Batch.State.SELECTING:
        reasons.append(Blocker("batch_not_selecting", _("This batch takes no applications now.")))
    if inmate.facility_id != batch.facility_id:
        reasons.append(Blocker("not_in_custody", _("This person is not in custody at the facility of the batch.")))
    if consent_on > clock.today(batch.facility.time_zone):
        reasons.append(Blocker("consent_in_future", _("The day of consent lies in the future.")))
    same_program = Application.objects.open().filter(
        inmate=inmate, batch__version__program=batch.version.program_id, batch__state=Batch.State.SELECTING
    )
    if same_program.exists():
        reasons.append(Blocker("already_applied", _("This person already has an open application for this program.")))
    if batch.enrollments.filter(inmate=inmate).exists():
        reasons.append(Blocker("already_enrolled", _("This person already has a place in this batch.")))
    return reasons


@transaction.atomic
def apply(
    *, by: User, batch: Batch, inmate: Inmate, source: str, consent_on: date, interest: int, note: str = ""
) -> Application:
    """Records an application, with what the entry rules answer today. Raises `RuleViolation`."""
    batch = _locked(batch)
    refuse_if(apply_blockers(batch, inmate, consent_on=consent_on))
    application = Application.objects.create(
        batch=batch,
        inmate=inmate,
        source=source,
        consent_on=consent_on,
        interest=interest,
        note=note,
        submitted_at=clock.now(),
        submitted_by=by,
        answers=[answer.as_row() for answer in answers_now(batch, inmate)],
    )
    audit.record("application.submit", by=by, target=application, batch=batch.pk, source=source)
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User) -> Application:
    """Takes an application back at the wish of the person."""
    _locked(application.batch)
    application = Application.objects.select_for_update().get(pk=application.pk)
    refuse_if(_move_blockers(application, State.WITHDRAWN))
    application.state, application.reserve_position = State.WITHDRAWN, None
    application.save(update_fields=["state", "reserve_position"])
    audit.record("application.withdraw", by=by, target=application)
    return application


def hearing_blockers(batch: Batch, *, chair: User, members: Iterable[User]) -> list[Blocker]:
    """Why no hearing can be opened on this batch with these people."""
    reasons = []
    if batch.state not in (Batch.State.SELECTING, Batch.State.RUNNING):
        reasons.append(Blocker("batch_not_selecting", _("A hearing needs a batch that is selecting or running.")))
    if batch.hearings.filter(state=Hearing.State.OPEN).exists():
        reasons.append(Blocker("hearing_open", _("This batch already has an open hearing.")))
    if not _sits_as_chair(chair, batch):
        reasons.append(Blocker("not_a_chair", _("The chair must be a board chair of this facility.")))
    board = {Role.BOARD_CHAIR, Role.BOARD_MEMBER}
    if any(member.facility_id != batch.facility_id or not member.has_role(*board) for member in members):
        reasons.append(Blocker("not_a_member", _("Every member must belong to the board of this facility.")))
    if not batch.applications.open().exists():
        reasons.append(Blocker("no_applications", _("Nobody has applied for this batch yet.")))
    return reasons


@transaction.atomic
def open_hearing(*, by: User, batch: Batch, held_on: date, place: str, chair: User, members: Iterable[User]) -> Hearing:
    """Opens a hearing on the batch; who is present stands in it. Raises `RuleViolation`."""
    batch, members = _locked(batch), list(members)
    refuse_if(hearing_blockers(batch, chair=chair, members=members))
    hearing = Hearing.objects.create(batch=batch, held_on=held_on, place=place, chair=chair)
    present = {member.pk: member for member in [*members, chair]}
    HearingMember.objects.bulk_create([HearingMember(hearing=hearing, user=member) for member in present.values()])
    audit.record("hearing.open", by=by, target=hearing, batch=batch.pk, members=sorted(present))
    return hearing


def decision_blockers(
    application: Application, *, by: User, outcome: str, reason: str, override: bool, answers: list[Answer]
) -> list[Blocker]:
    """Why the board cannot decide so. Whoever does not meet the rules is admitted only with an open override."""
    reasons = []
    if not _sits_as_chair(by, application.batch):
        reasons.append(Blocker("not_a_chair", _("Only the board chair of this facility decides.")))
    if not _open_hearing(application.batch):
        reasons.append(Blocker("no_open_hearing", _("There is no open hearing on this batch.")))
    if outcome not in OUTCOMES:
        reasons.append(Blocker("no_such_outcome", _("Choose admitted, reserve list or not admitted.")))
    elif application.state != outcome:
        reasons += _move_blockers(application, outcome)
    if application.hearing and application.hearing.state == Hearing.State.CLOSED and application.state != State.RESERVE:
        reasons.append(Blocker("decision_locked", _("This decision was locked when its hearing was closed.")))
    if not reason.strip():
        reasons.append(Blocker("reason_missing", _("Each decision needs a reason.")))
    if outcome == State.ADMITTED and verdict_of(answers) != Verdict.MEETS:
        reasons += _override_blockers(reason, override=override)
    return reasons


def _override_blockers(reason: str, *, override: bool) -> list[Blocker]:
    if not override:
        sentence = _(
            "This person does not meet every entry rule. Admit by override, with a reason, or decide otherwise."
        )
        return [Blocker("rules_not_met", sentence)]
    if len(reason.strip()) < SHORTEST_OVERRIDE_REASON:
        sentence = _("An override needs a reason of at least %(count)s characters.")
        return [Blocker("override_reason_short", sentence % {"count": SHORTEST_OVERRIDE_REASON})]
    return []


@transaction.atomic
def decide(application: Application, *, by: User, outcome: str, reason: str, override: bool = False) -> Application:
    """Records what the board decides on one application; may be changed until the hearing is closed.

    Raises `RuleViolation`. `override` admits somebody who does not meet the rules; it is kept and shown.
    """
    batch = _locked(application.batch)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    answers = answers_now(batch, application.inmate)
    refuse_if(decision_blockers(application, by=by, outcome=outcome, reason=reason, override=override, answers=answers))
    application.hearing = _open_hearing(batch)
    application.reserve_position = _reserve_position(application, outcome)
    application.state = outcome
    application.decided_at, application.decided_by = clock.now(), by
    application.decision_reason = reason.strip()
    application.decision_answers = [answer.as_row() for answer in answers]
    application.is_override = outcome == State.ADMITTED and verdict_of(answers) != Verdict.MEETS
    application.save()
    audit.record("application.decide", by=by, target=application, outcome=outcome, is_override=application.is_override)
    return application


def closing_blockers(hearing: Hearing, *, by: User) -> list[Blocker]:
    """Why the hearing cannot be closed: every application of the batch must be decided."""
    if hearing.state != Hearing.State.OPEN:
        return [Blocker("hearing_closed", _("This hearing is closed already."))]
    reasons = []
    if not _sits_as_chair(by, hearing.batch):
        reasons.append(Blocker("not_a_chair", _("Only the board chair of this facility closes the hearing.")))
    undecided = hearing.batch.applications.filter(state=State.SUBMITTED).count()
    if undecided:
        sentence = _("Applications without a decision: %(count)s. Decide each of them first.")
        reasons.append(Blocker("undecided", sentence % {"count": undecided}))
    return reasons


@transaction.atomic
def close_hearing(hearing: Hearing, *, by: User) -> Hearing:
    """Closes the hearing, which locks its decisions. Raises `RuleViolation`."""
    _locked(hearing.batch)
    hearing = Hearing.objects.select_for_update().get(pk=hearing.pk)
    refuse_if(closing_blockers(hearing, by=by))
    hearing.state, hearing.closed_at, hearing.closed_by = Hearing.State.CLOSED, clock.now(), by
    hearing.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record("hearing.close", by=by, target=hearing, decided=hearing.decisions.count())
    return hearing


def answers_now(batch: Batch, inmate: Inmate) -> list[Answer]:
    """What the entry rules of the batch answer about this person today."""
    return evaluate(batch, [inmate], on=clock.today(batch.facility.time_zone))[inmate.pk]


def is_open_to(application: Application) -> bool:
    """Whether an open hearing can decide on it: not decided yet, on the reserve list, or decided in this hearing."""
    hearing = _open_hearing(application.batch)
    if hearing is None or not TRANSITIONS[application.state]:
        return False
    return application.state in (State.SUBMITTED, State.RESERVE) or application.hearing_id == hearing.pk


def _sits_as_chair(user: User, batch: Batch) -> bool:
    return user.facility_id == batch.facility_id and user.has_role(Role.BOARD_CHAIR)


def _open_hearing(batch: Batch) -> Hearing | None:
    return batch.hearings.filter(state=Hearing.State.OPEN).first()


def _move_blockers(application: Application, outcome: str) -> list[Blocker]:
    if can_move(application.state, outcome):
        return []
    sentence = _("An application that is “%(state)s” cannot become “%(outcome)s”.")
    words = {"state": application.get_state_display(), "outcome": State(outcome).label}
    return [Blocker("no_such_transition", sentence % words)]


def _reserve_position(application: Application, outcome: str) -> int | None:
    """The last place of the reserve list for somebody who comes onto it; who is on it keeps the place."""
    if outcome != State.RESERVE:
        return None
    if application.reserve_position:
        return application.reserve_position
    positions = application.batch.applications.filter(state=State.RESERVE).values_list("reserve_position", flat=True)
    return max((position or 0 for position in positions), default=0) + 1


def _locked(batch: Batch) -> Batch:
    """The batch's row, locked: applications, decisions and places of one batch follow one another."""
    Batch.objects.select_for_update().get(pk=batch.pk)
    return Batch.objects.select_related("facility", "version").get(pk=batch.pk)
