"""Batches: planning, and the transitions from planned to certified."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, User
from accounts.office_words import is_of_center
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.reasons import is_enough, reason_blockers
from printing.printed_signs import sign_blockers
from programs.agreements.models import Agreement, FundingSource
from programs.batch_lifecycle import need_check
from programs.batches.catalogued_reasons import note_blockers
from programs.batches.lock_order import locked_alone
from programs.batches.models import LIVE, Batch, BatchStaff, CallOffReason
from programs.catalog.models import ProgramVersion
from programs.places.models import Enrollment
from programs.places.place_changes import end_each
from programs.places.place_watch import end_moved, parts_moved, place_is_over
from programs.selection.ended_applications import lapse_open
from programs.selection.models import Application
from programs.selection.place_offers import unpromised_places
from programs.selection.tpp_hearings import call_off
from programs.timetable.called_off_sessions import call_off_sessions, under_way_blockers
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import hold_sessions
from programs.timetable.taught_lessons import jp_by_unit

State = Batch.State

# A batch started on paper must be recorded within a month; an earlier date is taken for a typing error.
RECORDED_WITHIN = timedelta(days=31)
# A course without assessment is assumed to last as long, until its sessions tell the end.
SHORT_COURSE = timedelta(days=13)

# Any transition not listed is refused.
TRANSITIONS = {
    State.PLANNED: (State.SELECTING, State.CANCELLED),
    State.SELECTING: (State.RUNNING, State.CANCELLED),
    State.RUNNING: (State.FINISHED, State.CANCELLED),
    State.FINISHED: (State.CERTIFIED,),
    State.CERTIFIED: (),
    State.CANCELLED: (),
}
# Labels of the buttons for each target state.
MOVES = {
    State.SELECTING: gettext_lazy("Open selection"),
    State.RUNNING: gettext_lazy("Start training"),
    State.FINISHED: gettext_lazy("Finish training"),
}


@dataclass(frozen=True)
class Plan:
    """The planned data of a batch; dates are local to the facility."""

    version: ProgramVersion
    agreement: Agreement | None
    name: str
    capacity: int
    starts_on: date
    # None for a course without assessment: its end stands there.
    assessment_on: date | None
    room: str
    funding_source: str


def agreement_blockers(batch: Batch) -> list[Blocker]:
    """Why the agreement does not cover the whole batch; empty if the head has overridden it.

    A public class needs none: the training center holds it by itself.
    """
    if batch.agreement_override or batch.is_public:
        return []
    if batch.agreement is None:
        return [Blocker("no_agreement", _("The batch has no agreement. Choose one, or ask the head for an exception."))]
    found, agreement = [], batch.agreement
    if not (agreement.valid_from <= batch.starts_on and batch.leaves_before <= agreement.valid_until):
        message = _("Agreement %(number)s does not cover the whole batch. Move the batch or ask for an exception.")
        found.append(Blocker("agreement_dates", message % {"number": agreement.number}))
    is_agreed = batch.is_vocation_agreed
    if is_agreed is None:
        is_agreed = agreement.vocations.contains(batch.version.program.vocation)
    if not is_agreed:
        message = _("Agreement %(number)s does not name the vocation %(vocation)s.")
        values = {"number": agreement.number, "vocation": batch.version.program.vocation}
        found.append(Blocker("agreement_vocation", message % values))
    return found


def plan_blockers(plan: Plan, *, by: User, facility: Facility | None, batch: Batch | None = None) -> list[Blocker]:
    """Why a batch cannot be planned like this; `batch` is the one being changed, if any.

    A missing or insufficient agreement does not prevent planning; it prevents selection later. Without `facility` it
    is a public class, which only its training center plans.
    """
    found = _office_blockers(plan, by=by, facility=facility)
    if plan.version.state != ProgramVersion.State.OPEN and (batch is None or batch.version_id != plan.version.pk):
        found.append(Blocker("version_not_open", _("This version of the program is not open. Choose the open one.")))
    found += _value_blockers(plan)
    if batch is None or plan.starts_on != batch.starts_on:
        office = facility or plan.version.program.training_center
        found += _start_blockers(plan, clock.today(office.time_zone))
    beside = Batch(facility=facility, training_center=plan.version.program.training_center)
    same_name = Batch.objects.beside(beside).filter(name=plan.name.strip())
    if same_name.exclude(pk__in=[batch.pk] if batch else []).exists():
        found.append(Blocker("name_taken", _("There is already a batch with this name. Choose another.")))
    return found


def _office_blockers(plan: Plan, *, by: User, facility: Facility | None) -> list[Blocker]:
    """Checks that the batch, its agreement and the planner belong to the same two offices."""
    center = plan.version.program.training_center
    if facility is None:
        return _public_blockers(plan, by)
    found = []
    if (by.facility_id or facility.pk, by.training_center_id or center.pk) != (facility.pk, center.pk):
        found.append(Blocker("foreign_office", _("The batch belongs to other offices than yours.")))
    if plan.agreement and (plan.agreement.facility_id, plan.agreement.training_center_id) != (facility.pk, center.pk):
        found.append(Blocker("foreign_agreement", _("The agreement is one of other offices. Choose another.")))
    return found


def _public_blockers(plan: Plan, by: User) -> list[Blocker]:
    found = []
    if by.training_center_id != plan.version.program.training_center_id:
        found.append(Blocker("foreign_office", _("The batch belongs to other offices than yours.")))
    if plan.agreement:
        found.append(Blocker("public_agreement", _("A public class is held under no agreement. Choose none.")))
    return found


def _value_blockers(plan: Plan) -> list[Blocker]:
    found = []
    if not 1 <= plan.capacity <= plan.version.class_maximum:
        message = _("A class of this program has 1 to %(most)d places.") % {"most": plan.version.class_maximum}
        found.append(Blocker("capacity", message))
    if plan.version.is_without_assessment:
        if plan.assessment_on:
            sentence = _("This course is without assessment, so there is no day for it. Leave it empty.")
            found.append(Blocker("no_assessment", sentence))
    elif plan.assessment_on is None:
        found.append(Blocker("dates", _("The day of the assessment is missing. Write it.")))
    elif plan.assessment_on < plan.starts_on:
        found.append(Blocker("dates", _("The assessment is before the first day. Check both dates.")))
    if plan.funding_source not in FundingSource.values:
        found.append(Blocker("funding", _("The funding source is unknown. Choose one of the list.")))
    if not plan.name.strip() or not plan.room.strip():
        found.append(Blocker("unnamed", _("Name and room are missing. Write both.")))
    found += sign_blockers(plan.name, plan.room)
    return found


def _start_blockers(plan: Plan, today: date) -> list[Blocker]:
    """Checks that the first day is not too long ago for a batch that started on paper."""
    if plan.starts_on >= today - RECORDED_WITHIN:
        return []
    message = _(
        "The first day is more than %(days)d days past. Check the year; an older batch is no longer recorded here."
    )
    return [Blocker("long_past", message % {"days": RECORDED_WITHIN.days})]


def change_blockers(batch: Batch, plan: Plan) -> list[Blocker]:
    """Why an existing batch cannot be changed to this plan."""
    found = []
    if not batch.is_live:
        found.append(Blocker("over", _("The batch is over, so nothing of it changes any more.")))
    if plan.version.pk != batch.version_id and (batch.state != State.PLANNED or batch.sessions.exists()):
        found.append(Blocker("version_fixed", _("The batch has sessions or applicants, so its program stays.")))
    if plan.starts_on != batch.starts_on and batch.state == State.RUNNING:
        found.append(Blocker("started", _("The batch is running, so its first day stays.")))
    taken = batch.capacity - unpromised_places(batch)
    if plan.capacity < taken:
        message = _("%(taken)d places are taken, offered or promised; there cannot be fewer.") % {"taken": taken}
        found.append(Blocker("too_few_places", message))
    return found


@transaction.atomic
def plan_batch(
    *,
    by: User,
    version: ProgramVersion,
    facility: Facility | None,
    agreement: Agreement | None,
    name: str,
    capacity: int,
    starts_on: date,
    assessment_on: date | None,
    room: str,
    funding_source: str,
    no_need_reason: str = "",
) -> Batch:
    """Creates a planned batch, without `facility` a public class.

    `no_need_reason` says why it is planned although no young record of need stands behind it; kept only then.
    Until sessions exist, it is assumed to end on the assessment day.
    """
    plan = Plan(version, agreement, name, capacity, starts_on, assessment_on, room, funding_source)
    center = version.program.training_center
    today = clock.today((facility or center).time_zone)
    lacks_need = facility is not None and need_check.lacks_young_need(version, on=today)
    found = need_check.need_blockers(version, on=today, reason=no_need_reason) if lacks_need else []
    refuse_if(plan_blockers(plan, by=by, facility=facility) + found)
    # Some end date is needed before there is a schedule; one that is too late hides nobody who leaves too early.
    fields = _fields(plan, plan.starts_on + SHORT_COURSE)
    batch = Batch(facility=facility, training_center=center, ends_on=fields["assessment_on"], **fields)
    if lacks_need:
        batch.no_need_reason, batch.is_need_reason_of_center = no_need_reason.strip(), is_of_center(by)
    batch.save()
    why = {"no_need_reason": batch.no_need_reason} if lacks_need else {}
    audit.record("batch.plan", by=by, target=batch, name=batch.name, version=version.pk, **why)
    return batch


@transaction.atomic
def change_batch(batch: Batch, *, by: User, plan: Plan) -> Batch:
    """Changes the plan of a batch. Sessions are not affected until the schedule is regenerated."""
    batch = locked_alone(batch)
    refuse_if(plan_blockers(plan, by=by, facility=batch.facility, batch=batch) + change_blockers(batch, plan))
    has_schedule = batch.sessions.standing().exists()
    fields = _fields(plan, batch.ends_on if has_schedule else plan.starts_on + SHORT_COURSE)
    before = {name: str(getattr(batch, name)) for name, value in fields.items() if getattr(batch, name) != value}
    lasted_until = batch.leaves_before
    for name, value in fields.items():
        setattr(batch, name, value)
    if not has_schedule:
        batch.ends_on = fields["assessment_on"]
    # The end of an old schedule may precede the new first day, which a constraint forbids.
    batch.ends_on = max(batch.ends_on, plan.starts_on)
    batch.save()
    end_moved(batch, lasted_until)
    parts_moved(batch)
    audit.record("batch.change", by=by, target=batch, before=before)
    return batch


def _fields(plan: Plan, ends_on: date) -> dict:
    """The columns of the plan; a course without assessment keeps the day on which it ends in place of the other."""
    day = max(ends_on, plan.starts_on) if plan.version.is_without_assessment else plan.assessment_on
    return vars(replace(plan, name=plan.name.strip(), room=plan.room.strip(), assessment_on=day))


def override_blockers(batch: Batch, *, by: User, reason: str) -> list[Blocker]:
    """Why the head's exception cannot be recorded."""
    found = reason_blockers(reason)
    if not by.has_perm("programs.override_agreement") or by.facility_id != batch.facility_id or batch.is_public:
        found.append(Blocker("not_the_head", _("Only the head of the detention center can make this exception.")))
    if not agreement_blockers(batch):
        found.append(Blocker("covered", _("The batch is covered already; no exception is needed.")))
    return found


@transaction.atomic
def override_agreement(batch: Batch, *, by: User, reason: str) -> Batch:
    """Lets the batch run without a valid agreement; the reason stays visible on its page."""
    batch = locked_alone(batch)
    refuse_if(override_blockers(batch, by=by, reason=reason))
    batch.agreement_override, batch.agreement_override_by = reason.strip(), by
    batch.save(update_fields=["agreement_override", "agreement_override_by"])
    audit.record("batch.override_agreement", by=by, target=batch, reason=batch.agreement_override)
    return batch


def _selecting_blockers(batch: Batch) -> list[Blocker]:
    found = agreement_blockers(batch) + schedule_blockers(batch)
    if not any(row.duty == BatchStaff.Duty.INSTRUCTOR for row in batch.staff.all()):
        found.append(Blocker("no_instructor", _("The batch has no instructor. Assign one.")))
    if batch.assessment_on < batch.ends_on:
        message = _("The assessment is before the last session. Move it to that day or later.")
        found.append(Blocker("assessment_early", message))
    return found


def schedule_blockers(batch: Batch) -> list[Blocker]:
    """Whether the sessions teach too few or too many JP for the program."""
    standing = [row for row in batch.sessions.all() if row.state != Session.State.CANCELLED]
    planned = sum(jp_by_unit(standing, batch.version.minutes_per_jp).values())
    total = batch.version.total_jp
    if planned == total:
        return []
    message = _("The schedule holds %(planned)d of %(total)d JP. Generate it again or add make-up sessions.")
    return [Blocker("hours_missing", message % {"planned": planned, "total": total})]


def _running_blockers(batch: Batch) -> list[Blocker]:
    found = agreement_blockers(batch) + schedule_blockers(batch)
    if clock.today(batch.time_zone) < batch.starts_on:
        found.append(Blocker("too_early", _("The first day has not come yet. Start the training on that day.")))
    if batch.hearings.filter(state="open").exists():
        # Both offices read this, so it does not mention the board: the training center waits for the selection.
        sentence = _("The selection for this batch is not closed yet. All decisions have to be locked first.")
        found.append(Blocker("hearing_open", sentence))
    if not batch.enrollments.live().exists():
        found.append(Blocker("nobody_enrolled", _("Nobody is enrolled yet. Enroll the admitted first.")))
    return found


def small_class_blockers(batch: Batch) -> list[Blocker]:
    """Whether the class is below the program's minimum; a reason overrides it."""
    enrolled, least = batch.enrollments.live().count(), batch.version.class_minimum
    if not 0 < enrolled < least:
        return []
    message = _("%(enrolled)d participants are enrolled, at least %(least)d are usual. Write why it starts anyway.")
    return [Blocker("class_small", message % {"enrolled": enrolled, "least": least})]


def _finished_blockers(batch: Batch) -> list[Blocker]:
    found = schedule_blockers(batch)
    open_sessions = sum(row.state == Session.State.PLANNED for row in batch.sessions.all())
    if open_sessions:
        message = _("%(count)d sessions are not finalized. Finalize or cancel them first.") % {"count": open_sessions}
        found.append(Blocker("sessions_open", message))
    suspended = batch.enrollments.filter(state=Enrollment.State.SUSPENDED).count()
    if suspended:
        message = _("%(count)d participants are suspended. Resume them or end their training first.")
        found.append(Blocker("suspended", message % {"count": suspended}))
    return found


_BLOCKERS = {
    State.SELECTING: _selecting_blockers,
    State.RUNNING: _running_blockers,
    State.FINISHED: _finished_blockers,
}


def move_blockers(
    batch: Batch, to_state: str, *, reason: str = "", cause: CallOffReason | None = None
) -> list[Blocker]:
    """Every reason why the batch cannot move to `to_state` now; for calling off, with `cause` and its note `reason`."""
    if to_state not in TRANSITIONS[State(batch.state)]:
        return [_no_such_move(batch, to_state)]
    if to_state == State.CANCELLED:
        return call_off_blockers(cause, reason) + under_way_blockers(batch)
    found = _BLOCKERS[State(to_state)](batch) if to_state in _BLOCKERS else []
    if to_state == State.RUNNING and not is_enough(reason):
        found += small_class_blockers(batch)
    return found


def _no_such_move(batch: Batch, to_state: str) -> Blocker:
    message = _("A batch that is “%(state)s” cannot become “%(to)s”.")
    values = {"state": State(batch.state).label, "to": State(to_state).label}
    return Blocker("no_such_move", message % values)


def called_off_now_blockers(batch: Batch) -> list[Blocker]:
    """Why the batch cannot be called off now, whatever the reason."""
    if State.CANCELLED not in TRANSITIONS[State(batch.state)]:
        return [_no_such_move(batch, State.CANCELLED)]
    return under_way_blockers(batch)


def call_off_blockers(cause: CallOffReason | None, note: str) -> list[Blocker]:
    """Why a batch cannot be called off for this catalogued reason with this note."""
    if cause is None:
        return [Blocker("no_such_cause", _("Choose why the batch is called off."))]
    return note_blockers(cause, note)


@transaction.atomic
def move(batch: Batch, to_state: str, *, by: User | None, reason: str = "", cause: str = "") -> Batch:
    """Moves the batch to its next state, with all consequences. Raises `RuleViolation`.

    Finishing completes its places; cancelling ends them and cancels the sessions that nobody attended. Both let open
    applications lapse.
    """
    if to_state not in State.values:
        raise RuleViolation(Blocker("unknown_state", _("There is no such state of a batch.")))
    batch = locked_alone(batch)
    if to_state == State.CANCELLED:
        hold_sessions([batch.pk])
    row = CallOffReason.objects.filter(code=cause).first() if cause else None
    refuse_if(move_blockers(batch, to_state, reason=reason, cause=row))
    before, batch.state = batch.state, to_state
    if to_state == State.CANCELLED:
        batch.cancel_cause, batch.cancel_reason = row, reason.strip()
        batch.is_cancel_note_of_center = is_of_center(by)
    batch.save(update_fields=["state", "cancel_cause", "cancel_reason", "is_cancel_note_of_center"])
    # Suspended or ended places keep their state: only those who stayed have completed the training.
    people = list(batch.enrollments.live().values_list("person", flat=True))
    if to_state == State.FINISHED:
        _complete(batch, by)
    if to_state == State.CANCELLED:
        _wind_up(batch, by)
    if to_state not in LIVE:
        place_is_over(batch, people)
        call_off(batch, by=by)
    why = {"cause": cause, "reason": reason.strip()} if cause else {"reason": reason.strip()}
    audit.record("batch.move", by=by, target=batch, before=before, after=to_state, **why)
    return batch


def _complete(batch: Batch, by: User | None) -> None:
    batch.enrollments.filter(state=Enrollment.State.ACTIVE).update(state=Enrollment.State.COMPLETED)
    lapse_open(batch, by=by, closing=Application.Closing.BATCH_OVER)


def _wind_up(batch: Batch, by: User | None) -> None:
    staying = call_off_sessions(batch)
    today = clock.today(batch.time_zone)
    # An open roll of today names everybody, so the places last until the end of the day.
    is_open_today = any(session.date == today for session in staying)
    end_each(batch, by=by, on=today + timedelta(days=1) if is_open_today else today)
    lapse_open(batch, by=by, closing=Application.Closing.BATCH_CANCELLED)


def open_selection(batch: Batch, *, by: User) -> Batch:
    """Opens the batch for applications."""
    return move(batch, State.SELECTING, by=by)


def start(batch: Batch, *, by: User, reason: str = "") -> Batch:
    """Starts the training; a class below the minimum needs a reason."""
    return move(batch, State.RUNNING, by=by, reason=reason)


def finish(batch: Batch, *, by: User) -> Batch:
    """Finishes the training once every session is closed and all JP have been taught."""
    return move(batch, State.FINISHED, by=by)


def certify(batch: Batch, *, by: User | None) -> Batch:
    """Records that the certificates of the batch are issued."""
    return move(batch, State.CERTIFIED, by=by)


def cancel(batch: Batch, *, by: User, cause: str, reason: str = "") -> Batch:
    """Calls the batch off for a catalogued reason (code); `reason` is the accompanying note."""
    return move(batch, State.CANCELLED, by=by, cause=cause, reason=reason)
