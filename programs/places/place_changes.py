"""Taking, suspending, resuming and ending places in a batch, under lock. Capacity is never exceeded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.templatetags.dates import day as written_day
from inmates.custody.change_journal import Journal, values_of
from inmates.inbox.models import InboxTask
from inmates.people.models import Person
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.entry_rules.course_parts import part_of
from programs.entry_rules.findings import Verdict
from programs.entry_rules.verdicts import evaluate, verdict_of
from programs.places.early_ends import tell_center, units_are_completed
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.places.partial_places import courses_of, lessons_left, write_units
from programs.places.place_watch import place_is_over
from programs.places.presence import was_present, was_present_since
from programs.places.taken_places import other_batches
from programs.selection.application_states import move
from programs.selection.kept_apart import apart_blockers
from programs.selection.models import Application, Hearing, PlaceOffer
from programs.selection.place_offers import (
    batches_in_line,
    clashing_offers,
    free_places,
    last_day_of_entry,
    offer_next,
    open_offer_blockers,
    take_back,
)

State = Enrollment.State
RELATED = ("batch__facility", "batch__training_center", "batch__version", "person", "hearing")
END_FIELDS = ("state", "ended_on", "left_on", "end_reason")
TRANSITIONS: dict[str, frozenset[str]] = {
    State.ACTIVE: frozenset({State.SUSPENDED, State.ENDED, State.COMPLETED}),
    State.SUSPENDED: frozenset({State.ACTIVE, State.ENDED}),
    State.ENDED: frozenset(),
    State.COMPLETED: frozenset(),
}


def can_move(before: str, after: str) -> bool:
    """Whether the transition from `before` to `after` is allowed."""
    return after in TRANSITIONS[before]


@dataclass(frozen=True)
class Known:
    """Of some people (keys): the other live batch of each who has one, and who has a place in this batch."""

    elsewhere: Mapping[int, Batch]
    placed: Collection[int]


def blockers(application: Application) -> list[Blocker]:
    """Every reason why this application cannot be given a place in its batch now."""
    batch, person = application.batch, application.person_id
    placed = [person] if batch.enrollments.filter(person=person).exists() else []
    has_offer = application.state == Application.State.OFFERED
    free = 0 if has_offer else free_places(batch)
    reasons = reasons_known(application, Known(other_batches([person], batch), placed), free)
    return reasons + apart_blockers(batch, person)


def reasons_known(application: Application, known: Known, free: int) -> list[Blocker]:
    """The same without people to avoid. `free` places are left, unless one is reserved by an offer."""
    batch, reasons = application.batch, []
    if batch.state not in (Batch.State.SELECTING, Batch.State.RUNNING):
        reasons.append(Blocker("batch_not_open", _("This batch takes no participants now.")))
    has_offer = application.state == Application.State.OFFERED
    if application.state != Application.State.ADMITTED and not has_offer:
        reasons.append(Blocker("not_admitted", _("The board has not admitted this person.")))
    elif application.hearing is None or application.hearing.state != Hearing.State.CLOSED:
        reasons.append(Blocker("hearing_open", _("The hearing is not closed yet.")))
    reasons += _person_blockers(batch, application.person, known)
    if has_offer:
        reasons += offer_blockers(application)
    elif free < 1:
        sentence = _("All %(count)s places of this batch are taken.") % {"count": batch.capacity}
        reasons.append(Blocker("full", sentence))
    # An offered place has its own deadline, checked with the offer.
    if not has_offer and clock.today(batch.time_zone) > part_of(batch, application.blocks).ends_on:
        reasons.append(Blocker("too_late", _("It is too late to enter this batch.")))
    return reasons


def _person_blockers(batch: Batch, person: Person, known: Known) -> list[Blocker]:
    reasons = []
    if person.facility_id != batch.facility_id:
        reasons.append(Blocker("not_in_custody", _("This person is not in custody at the facility of the batch.")))
    other = known.elsewhere.get(person.pk)
    if other and not batch.version.allows_parallel_batches:
        reasons.append(_clash(other))
    if person.pk in known.placed:
        reasons.append(Blocker("already_enrolled", _("This person already has a place in this batch.")))
    return reasons


def offer_blockers(application: Application) -> list[Blocker]:
    """Why the person cannot accept the offered place, which is reserved for them."""
    batch, reasons = application.batch, []
    today = clock.today(batch.time_zone)
    if application.offers.filter(state=PlaceOffer.State.OPEN, expires_on__lt=today).exists():
        reasons.append(Blocker("offer_expired", _("The offer has expired. The place goes to the next.")))
    if today > last_day_of_entry(batch):
        reasons.append(Blocker("too_late", _("It is too late to enter this batch.")))
    takes = {application.person_id: application.blocks}
    answers = evaluate(batch, [application.person], on=today, takes=takes)[application.person_id]
    if verdict_of(answers) != Verdict.MEETS:
        sentence = _("This person does not meet every entry rule now. The board has to decide again.")
        reasons.append(Blocker("rules_not_met", sentence))
    return reasons


@transaction.atomic
def enroll(application: Application, *, by: User) -> Enrollment:
    """Gives an admitted or invited person a place, from the start of the batch or from today.

    Locks the batch, so that the last place is taken once, and the person, so that they cannot leave custody meanwhile.
    Withdraws offers of places incompatible with this one. Raises `RuleViolation`.
    """
    hold_all([application])
    return enroll_held(application, by)


def hold_all(applications: Collection[Application]) -> None:
    """Locks everything these places touch in one step, including batches that offer or may offer the person a place."""
    people = {one.person_id for one in applications}
    hold(people=people, batches=[*(one.batch_id for one in applications), *batches_in_line(people)])


@transaction.atomic
def enroll_held(application: Application, by: User) -> Enrollment:
    """Like `enroll`, after `hold_all`."""
    application = Application.objects.select_related(*RELATED).get(pk=application.pk)
    refuse_if(blockers(application))
    enrollment = _take_place(application, by)
    move(application, Application.State.ENROLLED, by=by, answered_by=by)
    audit.record("enrollment.create", by=by, target=enrollment, batch=application.batch_id)
    for other in clashing_offers(application):
        take_back(other, by=by)
    return enrollment


def accept_offer(application: Application, *, by: User) -> Enrollment:
    """Accepts the offered place for the person. Raises `RuleViolation`."""
    refuse_if(open_offer_blockers(application))
    return enroll(application, by=by)


def _take_place(application: Application, by: User) -> Enrollment:
    try:
        return take_places([application], by)[0]
    except IntegrityError as error:
        sentence = _("This person has just been given a place elsewhere. Look at the profile.")
        raise RuleViolation(Blocker("other_batch", sentence)) from error


def take_places(applications: Sequence[Application], by: User) -> list[Enrollment]:
    """Writes the places. Raises `IntegrityError` if one of these people has just got a place in another batch."""
    courses = courses_of(applications)
    made = [
        Enrollment(
            batch=one.batch,
            person=one.person,
            application=one,
            blocks_parallel=not one.batch.version.allows_parallel_batches,
            is_partial=bool(one.blocks),
            starts_on=max(one.batch.starts_on, clock.today(one.batch.time_zone)),
            ends_on=courses[one.pk].leaves_before if one.blocks else one.batch.ends_on,
            enrolled_at=clock.now(),
            enrolled_by=by,
        )
        for one in applications
    ]
    # A place in another batch may be taken concurrently; the constraint decides between the two.
    with transaction.atomic():
        places = Enrollment.objects.bulk_create(made)
    write_units([(place, one.blocks) for place, one in zip(places, applications, strict=True)])
    return places


@transaction.atomic
def end_enrollment(enrollment: Enrollment, *, by: User, on: date, reason: str) -> Enrollment:
    """Ends a place early: from `on` (local day) the person is no longer expected. Passed units remain passed.

    Before the last day of entry, the place is offered to the next person on the reserve list.
    """
    enrollment = _locked(enrollment)
    refuse_if([*_move_blockers(enrollment, State.ENDED), *_ending_blockers(enrollment, on, reason)])
    ended = _end(enrollment, by=by, on=on, left_on=on, reason=reason)
    note_settled(ended, place_is_over(enrollment.batch, [enrollment.person_id]))
    offer_next(enrollment.batch, by=by)
    return ended


def _end(enrollment: Enrollment, *, by: User | None, on: date, left_on: date, reason: str) -> Enrollment:
    journal, before = Journal(), values_of(enrollment, END_FIELDS)
    _end_pauses(enrollment, on, journal)
    days = {"ended_on": on, "left_on": left_on}
    ended = _move(enrollment, State.ENDED, "enrollment.end", by=by, **days, end_reason=reason)
    journal.note(ended, before, values_of(ended, END_FIELDS))
    ended.end_effects = journal.entries
    ended.save(update_fields=["end_effects"])
    tell_center(ended)
    return ended


def _end_pauses(enrollment: Enrollment, on: date, journal: Journal) -> None:
    """Deletes future suspensions; a current one ends with the place."""
    for pause in enrollment.suspensions.open():
        if pause.from_date <= on:
            journal.change(pause, until=on)
            continue
        kept = values_of(pause, ("from_date", "reason"))
        journal.note(pause, kept, dict.fromkeys(kept))
        pause.delete()


def note_settled(ended: Enrollment, tasks: list[InboxTask]) -> None:
    """Records which tasks this end settled, so that they can be reopened."""
    journal = Journal()
    for task in tasks:
        journal.note(task, {"settled_at": None}, {"settled_at": clock.now().isoformat()})
    ended.end_effects += journal.entries
    ended.save(update_fields=["end_effects"])


def end_each(batch: Batch, *, by: User | None, on: date) -> None:
    """Ends all current places of a batch that is called off, from `on` (local day); the caller holds its lock."""
    today = clock.today(batch.time_zone)
    for place in batch.enrollments.live().order_by("pk"):
        over, reason = last_day_of(place, on), Enrollment.Reason.CALLED_OFF
        _end(place, by=by, on=over, left_on=min(today, over), reason=reason)


def last_day_of(place: Enrollment, on: date) -> date:
    """Effective date of an end on `on`: the next day if the person attended a session that day.

    A place that has not begun ends on its first day.
    """
    return max(place.starts_on, on + timedelta(days=1) if was_present(place, on=on) else on)


def _ending_blockers(enrollment: Enrollment, on: date, reason: str) -> list[Blocker]:
    reasons = reason_blockers(enrollment, reason)
    if on < enrollment.starts_on:
        reasons.append(Blocker("before_start", _("The place cannot end before it began.")))
    # A place that has not begun is given back as of its first day.
    if on > max(clock.today(enrollment.batch.time_zone), enrollment.starts_on):
        reasons.append(Blocker("in_future", _("That day is in the future. End the place on the day itself.")))
    if was_present_since(enrollment, since=on):
        sentence = _("This person is recorded as present on or after that day. Choose a later day.")
        reasons.append(Blocker("present_later", sentence))
    return reasons


def reasons_for(enrollment: Enrollment) -> list[tuple[str, str]]:
    """Reasons available for ending this place. Departures end places by themselves, so they are not offered."""
    all_reasons = [(reason.value, str(reason.label)) for reason in Enrollment.Reason]
    reasons = [(value, label) for value, label in all_reasons if value != Enrollment.Reason.CALLED_OFF]
    if enrollment.is_public:
        return [(value, label) for value, label in reasons if value in Enrollment.PUBLIC_REASONS]
    if enrollment.person.facility_id != enrollment.batch.facility_id:
        return reasons
    return [(value, label) for value, label in reasons if value not in Enrollment.DEPARTURE_REASONS]


def resting_reasons_for(enrollment: Enrollment) -> list[tuple[str, str]]:
    """Reasons available for suspending this place."""
    return [(value, label) for value, label in reasons_for(enrollment) if value in Enrollment.RESTING_REASONS]


def reason_blockers(enrollment: Enrollment, reason: str, *, rests: bool = False) -> list[Blocker]:
    """Why the place cannot be ended or suspended for this reason."""
    offered = resting_reasons_for(enrollment) if rests else reasons_for(enrollment)
    if reason in dict(offered):
        return []
    if reason not in Enrollment.DEPARTURE_REASONS:
        return [Blocker("reason_unknown", _("Choose one of the reasons."))]
    sentence = _("The person is in custody here. Record the change of circumstance; it ends the place by itself.")
    return [Blocker("by_circumstance", sentence)]


def completion_blockers(enrollment: Enrollment) -> list[Blocker]:
    """Why this place cannot be completed before its batch: only single units are, once their sessions are closed."""
    reasons = _move_blockers(enrollment, State.COMPLETED)
    if not enrollment.is_partial:
        reasons.append(Blocker("whole", _("This person takes the whole course, which ends with the batch.")))
    else:
        left = [told for found in lessons_left.ask(enrollment) for told in found]
        reasons += [Blocker("sessions_open", told) for told in left]
    return reasons


@transaction.atomic
def complete(enrollment: Enrollment, *, by: User) -> Enrollment:
    """Completes a place of single units once these are taught, though the batch goes on. Raises `RuleViolation`.

    The person is free for another batch; results can be signed off and stated. The place in the class is not given to
    anybody else.
    """
    enrollment = _locked(enrollment)
    refuse_if(completion_blockers(enrollment))
    done = _move(enrollment, State.COMPLETED, "enrollment.complete", by=by)
    place_is_over(enrollment.batch, [enrollment.person_id])
    units_are_completed.happens(done)
    return done


@transaction.atomic
def suspend(enrollment: Enrollment, *, by: User, from_date: date, reason: str) -> Enrollment:
    """From `from_date` the person is not expected until the place is resumed."""
    enrollment = _locked(enrollment)
    refuse_if([*_move_blockers(enrollment, State.SUSPENDED), *_pausing_blockers(enrollment, from_date, reason)])
    EnrollmentSuspension.objects.create(enrollment=enrollment, from_date=from_date, reason=reason)
    return _move(enrollment, State.SUSPENDED, "enrollment.suspend", by=by)


def _pausing_blockers(enrollment: Enrollment, from_date: date, reason: str) -> list[Blocker]:
    reasons = reason_blockers(enrollment, reason, rests=True)
    if not enrollment.starts_on <= from_date <= enrollment.ends_on:
        sentence = _("The day lies outside the time of this place.")
        reasons.append(Blocker("outside", sentence))
    return reasons


@transaction.atomic
def resume(enrollment: Enrollment, *, by: User, on: date) -> Enrollment:
    """From `on` the person is expected again; the suspension ends the day before. Raises `RuleViolation`."""
    enrollment = _locked(enrollment)
    refuse_if(_move_blockers(enrollment, State.ACTIVE))
    pause = enrollment.suspensions.open().get()
    refuse_if(_resuming_blockers(enrollment, pause, on))
    # A suspension that would end before its first day never took effect.
    if on == pause.from_date:
        pause.delete()
    else:
        pause.until = on - timedelta(days=1)
        pause.save(update_fields=["until"])
    return _move(enrollment, State.ACTIVE, "enrollment.resume", by=by)


def last_day_to_resume(enrollment: Enrollment) -> date:
    """Latest local day on which a suspended place can resume: never in advance, never after its batch.

    A future suspension is cancelled as of its first day.
    """
    pause = enrollment.suspensions.open().first()
    last = min(clock.today(enrollment.batch.time_zone), enrollment.batch.leaves_before)
    return max(pause.from_date, last) if pause else last


def _resuming_blockers(enrollment: Enrollment, pause: EnrollmentSuspension, on: date) -> list[Blocker]:
    if on < pause.from_date:
        sentence = _("The suspension begins on %(day)s. Choose that day or a later one.")
        return [Blocker("before_pause", sentence % {"day": written_day(pause.from_date)})]
    last = last_day_to_resume(enrollment)
    if on <= last:
        return []
    if on > clock.today(enrollment.batch.time_zone):
        return [Blocker("in_future", _("That day is in the future. Resume the place on the day itself."))]
    sentence = _("The batch is over by that day. Choose %(day)s or an earlier day.")
    return [Blocker("after_end", sentence % {"day": written_day(last)})]


def _locked(enrollment: Enrollment) -> Enrollment:
    hold(batches=[enrollment.batch_id])
    return Enrollment.objects.select_related("person", *RELATED[:3]).get(pk=enrollment.pk)


def _move_blockers(enrollment: Enrollment, state: str) -> list[Blocker]:
    if can_move(enrollment.state, state):
        return []
    sentence = _("A place that is “%(state)s” cannot become “%(outcome)s”.")
    words = {"state": enrollment.get_state_display(), "outcome": State(state).label}
    return [Blocker("no_such_transition", sentence % words)]


def _move(enrollment: Enrollment, state: str, action: str, *, by: User | None, **fields: object) -> Enrollment:
    enrollment.state = state
    for name, value in fields.items():
        setattr(enrollment, name, value)
    enrollment.save(update_fields=["state", *fields])
    audit.record(action, by=by, target=enrollment, batch=enrollment.batch_id, **fields)
    return enrollment


def _clash(other: Batch) -> Blocker:
    sentence = _("Already has a place in %(batch)s until %(day)s.")
    return Blocker("other_batch", sentence % {"batch": other.name, "day": written_day(other.leaves_before)})
