"""Places in a batch: taken under lock, suspended, resumed, ended. Capacity is never exceeded."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from programs.entry_facts import other_batches
from programs.models import Application, Batch, Enrollment, EnrollmentSuspension, Hearing

State = Enrollment.State
TRANSITIONS: dict[str, frozenset[str]] = {
    State.ACTIVE: frozenset({State.SUSPENDED, State.ENDED, State.COMPLETED}),
    State.SUSPENDED: frozenset({State.ACTIVE, State.ENDED}),
    State.ENDED: frozenset(),
    State.COMPLETED: frozenset(),
}
# Those who finished keep their place: a batch does not grow beyond its room afterwards.
HOLDS_PLACE = (State.ACTIVE, State.SUSPENDED, State.COMPLETED)


def can_move(before: str, after: str) -> bool:
    return after in TRANSITIONS[before]


def free_places(batch: Batch) -> int:
    return batch.capacity - batch.enrollments.filter(state__in=HOLDS_PLACE).count()


def blockers(application: Application) -> list[Blocker]:
    """Every reason why this application does not become a place in its batch now."""
    batch, inmate = application.batch, application.inmate
    reasons = []
    if batch.state not in (Batch.State.SELECTING, Batch.State.RUNNING):
        reasons.append(Blocker("batch_not_open", _("This batch takes no participants now.")))
    if application.state != Application.State.ADMITTED:
        reasons.append(Blocker("not_admitted", _("The board has not admitted this person.")))
    elif application.hearing is None or application.hearing.state != Hearing.State.CLOSED:
        reasons.append(Blocker("hearing_open", _("The hearing is not closed yet.")))
    if inmate.facility_id != batch.facility_id:
        reasons.append(Blocker("not_in_custody", _("This person is not in custody at the facility of the batch.")))
    other = other_batches([inmate.pk], batch).get(inmate.pk)
    if other and not batch.version.allows_parallel_batches:
        reasons.append(_clash(other))
    if batch.enrollments.filter(inmate=inmate).exists():
        reasons.append(Blocker("already_enrolled", _("This person already has a place in this batch.")))
    if free_places(batch) < 1:
        sentence = _("All %(count)s places of this batch are taken.") % {"count": batch.capacity}
        reasons.append(Blocker("full", sentence))
    return reasons


@transaction.atomic
def enroll(application: Application, *, by: User) -> Enrollment:
    """Gives the admitted person a place, from the start of the batch or, when it runs already, from today.

    The row of the batch is the lock, so that no two take the last place. Raises `RuleViolation`.
    """
    Batch.objects.select_for_update().get(pk=application.batch_id)
    application = Application.objects.select_related("batch__facility", "batch__version", "inmate", "hearing").get(
        pk=application.pk
    )
    refuse_if(blockers(application))
    enrollment = _take_place(application, by)
    application.state = Application.State.ENROLLED
    application.save(update_fields=["state"])
    audit.record("enrollment.create", by=by, target=enrollment, batch=application.batch_id)
    return enrollment


def _take_place(application: Application, by: User) -> Enrollment:
    batch = application.batch
    try:
        # A place in another batch may be taken at this very moment; the constraint decides between the two.
        with transaction.atomic():
            return Enrollment.objects.create(
                batch=batch,
                inmate=application.inmate,
                application=application,
                blocks_parallel=not batch.version.allows_parallel_batches,
                starts_on=max(batch.starts_on, clock.today(batch.facility.time_zone)),
                ends_on=batch.ends_on,
                enrolled_at=clock.now(),
                enrolled_by=by,
            )
    except IntegrityError as error:
        sentence = _("This person has just been given a place elsewhere. Look at the profile.")
        raise RuleViolation(Blocker("other_batch", sentence)) from error


def enroll_each(
    applications: Iterable[Application], *, by: User
) -> tuple[list[Enrollment], list[tuple[Application, RuleViolation]]]:
    """Gives each a place for whom nothing stands in the way; the others with their reasons."""
    enrolled, refused = [], []
    for application in applications:
        try:
            enrolled.append(enroll(application, by=by))
        except RuleViolation as violation:
            refused.append((application, violation))
    return enrolled, refused


@transaction.atomic
def end_enrollment(enrollment: Enrollment, *, by: User, on: date, reason: str) -> Enrollment:
    """Ends a place early: from `on` (local day) the person is no longer expected. Units passed stay passed."""
    enrollment = _locked(enrollment)
    refuse_if([*_move_blockers(enrollment, State.ENDED), *_ending_blockers(enrollment, on, reason)])
    enrollment.suspensions.open().filter(from_date__gt=on).delete()
    enrollment.suspensions.open().update(until=on)
    return _move(enrollment, State.ENDED, "enrollment.end", by=by, ended_on=on, end_reason=reason)


def _ending_blockers(enrollment: Enrollment, on: date, reason: str) -> list[Blocker]:
    reasons = []
    if reason not in Enrollment.Reason.values:
        reasons.append(Blocker("reason_unknown", _("Choose one of the reasons.")))
    if on < enrollment.starts_on:
        reasons.append(Blocker("before_start", _("The place cannot end before it began.")))
    if on > clock.today(enrollment.batch.facility.time_zone):
        reasons.append(Blocker("in_future", _("The day lies in the future; a place ends on the day it happens.")))
    if enrollment.marks.filter(session__date__gte=on, status__counts_as_held=True).exists():
        sentence = _("This person is recorded as present on or after that day. Choose a later day.")
        reasons.append(Blocker("present_later", sentence))
    return reasons


@transaction.atomic
def suspend(enrollment: Enrollment, *, by: User, from_date: date, reason: str) -> Enrollment:
    """From `from_date` the person is not expected until the place is resumed."""
    enrollment = _locked(enrollment)
    refuse_if([*_move_blockers(enrollment, State.SUSPENDED), *_pausing_blockers(enrollment, from_date, reason)])
    EnrollmentSuspension.objects.create(enrollment=enrollment, from_date=from_date, reason=reason)
    return _move(enrollment, State.SUSPENDED, "enrollment.suspend", by=by)


def _pausing_blockers(enrollment: Enrollment, from_date: date, reason: str) -> list[Blocker]:
    reasons = []
    if reason not in Enrollment.Reason.values:
        reasons.append(Blocker("reason_unknown", _("Choose one of the reasons.")))
    if not enrollment.starts_on <= from_date <= enrollment.ends_on:
        sentence = _("The day lies outside the time of this place.")
        reasons.append(Blocker("outside", sentence))
    return reasons


@transaction.atomic
def resume(enrollment: Enrollment, *, by: User, on: date) -> Enrollment:
    """From `on` the person is expected again; the suspension ends the day before."""
    enrollment = _locked(enrollment)
    refuse_if(_move_blockers(enrollment, State.ACTIVE))
    pause = enrollment.suspensions.open().get()
    if on <= pause.from_date:
        pause.delete()
    else:
        pause.until = on - timedelta(days=1)
        pause.save(update_fields=["until"])
    return _move(enrollment, State.ACTIVE, "enrollment.resume", by=by)


@transaction.atomic
def complete(enrollment: Enrollment, *, by: User) -> Enrollment:
    """Marks a place as carried to its end."""
    enrollment = _locked(enrollment)
    refuse_if(_move_blockers(enrollment, State.COMPLETED))
    return _move(enrollment, State.COMPLETED, "enrollment.complete", by=by)


def _locked(enrollment: Enrollment) -> Enrollment:
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    return Enrollment.objects.select_related("batch__facility").get(pk=enrollment.pk)


def _move_blockers(enrollment: Enrollment, state: str) -> list[Blocker]:
    if can_move(enrollment.state, state):
        return []
    sentence = _("A place that is “%(state)s” cannot become “%(outcome)s”.")
    words = {"state": enrollment.get_state_display(), "outcome": State(state).label}
    return [Blocker("no_such_transition", sentence % words)]


def _move(enrollment: Enrollment, state: str, action: str, *, by: User, **fields: object) -> Enrollment:
    enrollment.state = state
    for name, value in fields.items():
        setattr(enrollment, name, value)
    enrollment.save(update_fields=["state", *fields])
    audit.record(action, by=by, target=enrollment, batch=enrollment.batch_id, **fields)
    return enrollment


def _clash(other: Batch) -> Blocker:
    sentence = _("Already has a place in %(batch)s until %(day)s.")
    return Blocker("other_batch", sentence % {"batch": other.name, "day": other.leaves_before.strftime("%d/%m/%Y")})
