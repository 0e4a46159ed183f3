"""Leaving custody: releases, transfer, escape, death. One command with all consequences."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import is_enough
from core.templatetags.dates import day as written_day
from inmates.custody.change_journal import Journal
from inmates.custody.dated_rows import start_blockers
from inmates.custody.in_custody import custody_blockers, locked, today_of
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import CustodyPeriod, LimitingDate
from inmates.inbox.inbox_tasks import MISSING_FROM_FILE, open_task, settle
from inmates.people.models import Person
from programs.attendance.days_present import last_presence, present_later
from programs.batches.lock_order import hold
from programs.batches.lock_order import locked as locked_batch
from programs.circumstances.dependents import Dependents, dependents_of
from programs.circumstances.inbox_kinds import ARRIVING
from programs.circumstances.occasions import person_leaves
from programs.places.early_ends import tell_center, tell_officer
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.places.place_changes import last_day_of, note_settled
from programs.places.place_watch import place_is_over
from programs.selection.ended_applications import withdraw
from programs.selection.models import Application
from programs.selection.place_offers import offer_next
from programs.timetable.models.sessions import Session

Kind = Circumstance.Kind
LEAVING: dict[str, str] = {kind: CustodyPeriod.Leaving(kind).value for kind in Circumstance.DEPARTURES}
# Why the place ends; the training center sees "administrative" for all of these.
END_REASONS: dict[str, str] = {
    Kind.FULL_TERM: Enrollment.Reason.FULL_TERM,
    Kind.CONDITIONAL: Enrollment.Reason.CONDITIONAL,
    Kind.COURT_ORDER: Enrollment.Reason.OTHER,
    Kind.TRANSFER: Enrollment.Reason.TRANSFER,
    Kind.ESCAPE: Enrollment.Reason.ESCAPE,
    Kind.DEATH: Enrollment.Reason.DEATH,
}
# Fields that other commands write when an application or a place ends, recorded here so they can be restored.
APPLICATION_FIELDS = ("state", "reserve_position", "closing", "closed_at", "closed_by", "state_before")
PLACE_FIELDS = ("state", "ended_on", "left_on", "end_reason")


def blockers(person: Person, *, kind: str, on: date, left_at: datetime | None = None) -> list[Blocker]:
    """Why this departure cannot be recorded for that day or, if known, for the moment `left_at`."""
    reasons = custody_blockers(person)
    if reasons:
        return reasons
    period = person.custody_periods.filter(until__isnull=True).first()
    reasons += start_blockers(person, on, current=period)
    if period is None:
        sentence = _("No stay is recorded for this person. Import or record the day of entry first.")
        reasons.append(Blocker("no_period", sentence))
    if kind not in LEAVING:
        reasons.append(Blocker("kind", _("Choose one of the reasons.")))
    if on <= today_of(person) and left_at and left_at > clock.now():
        reasons.append(Blocker("future", _("The moment lies in the future. Record it when it has happened.")))
    return reasons + _presence_blockers(person, on, left_at)


def _presence_blockers(person: Person, on: date, left_at: datetime | None) -> list[Blocker]:
    present, reasons = last_presence(person), []
    if present and left_at and present.date == on and present.starts_at >= left_at:
        reasons.append(present_later(present))
    if present and present.date > on:
        sentence = _(
            "The roll has the person as present on %(day)s. Choose that day or a later one, or correct the roll."
        )
        reasons.append(Blocker("present_later", sentence % {"day": written_day(present.date)}))
    return reasons


def early_release_blockers(person: Person, *, kind: str, on: date) -> list[Blocker]:
    """Why a release at full term before the recorded end of the sentence is refused, unless a reason is given."""
    if kind != Kind.FULL_TERM:
        return []
    ends = person.limiting_dates.filter(kind=LimitingDate.Kind.SENTENCE_END, replaced_at=None)
    ends_on = ends.values_list("date", flat=True).first()
    if ends_on is None or on >= ends_on:
        return []
    sentence = _(
        "The recorded end of the sentence is %(day)s, after this day. If a remission has moved it, record the new date "
        "first; if the release is conditional, choose that. Otherwise write why the person leaves now."
    )
    return [Blocker("before_sentence_end", sentence % {"day": written_day(ends_on)})]


@transaction.atomic
def leave(
    person: Person,
    *,
    by: User,
    kind: str,
    on: date,
    left_at: datetime | None = None,
    destination: Facility | None = None,
    destination_name: str = "",
    reason: str = "",
) -> Circumstance:
    """Ends the stay on `on`, and with it applications, reserve positions, places, housing and register number.

    The person is not expected from `left_at` on; without it, for the whole day. `reason` explains a release before the
    recorded end of the sentence. All changes are recorded with the circumstance, so that they can be undone. Inbox
    tasks tell the training center what to hand over, and the destination who is coming. Raises `RuleViolation`.
    """
    person = locked(person)
    hold(batches=_batches_of(person))
    early = early_release_blockers(person, kind=kind, on=on)
    unsaid = [] if is_enough(reason) else early
    against = blockers(person, kind=kind, on=on, left_at=left_at)
    refuse_if([*against, *destination_blockers(person, kind, destination), *unsaid])
    facility, journal, found = person.facility, Journal(), dependents_of(person)
    circumstance = Circumstance(
        person=person,
        facility=facility,
        kind=kind,
        happened_on=on,
        recorded_by=by,
        destination=destination,
        destination_name=destination.name if destination else destination_name.strip(),
    )
    _end_training(found, circumstance, journal, by, left_at)
    settle(MISSING_FROM_FILE, person=person)
    circumstance.period = _end_stay(person, on, left_at, LEAVING[kind], journal)
    circumstance.effects = journal.entries
    circumstance.save()
    _tell(found, circumstance)
    said = {"early_reason": reason.strip()} if early else {}
    audit.record("person.leave", by=by, target=person, circumstance=circumstance.pk, kind=kind, **said)
    return circumstance


def _end_training(
    found: Dependents, circumstance: Circumstance, journal: Journal, by: User, left_at: datetime | None
) -> None:
    on, reason = circumstance.happened_on, END_REASONS[circumstance.kind]
    for application in found.applications:
        close_application(application, by=by, journal=journal)
    for place in found.places:
        end_place(place, by=by, on=on, left_at=left_at, reason=reason, journal=journal)
        offer_next(locked_batch(place.batch), by=by)


def _batches_of(person: Person) -> set[int]:
    """The batches in which the person has applied or has a place. The lock on the person prevents new ones."""
    applied = person.applications.open().order_by().values_list("batch", flat=True)
    placed = person.enrollments.live().of_facilities().order_by().values_list("batch", flat=True)
    return {*applied, *placed}


def destination_blockers(person: Person, kind: str, destination: Facility | None) -> list[Blocker]:
    """Why this cannot be the destination: only a transfer has one, and it is another facility."""
    if destination is None:
        return []
    if kind != Kind.TRANSFER:
        return [Blocker("no_destination", _("Only a transfer has a destination."))]
    if destination.pk == person.facility_id:
        return [Blocker("same_facility", _("The person is in that detention center already."))]
    return []


def close_application(application: Application, *, by: User, journal: Journal) -> None:
    """Closes an open application, including its place on the reserve list, because the person has left."""
    with journal.watch(application, APPLICATION_FIELDS):
        withdraw(application, by=by, closing=Application.Closing.LEFT)


def end_place(
    place: Enrollment, *, by: User, on: date, left_at: datetime | None, reason: str, journal: Journal
) -> None:
    """Ends a place because the person leaves on that day; records the effects on the place, as any end does."""
    last, own = _over_from(place, on, left_at), Journal()
    for pause in EnrollmentSuspension.objects.open().filter(enrollment=place):
        own.change(pause, until=max(pause.from_date, last))
    with own.watch(place, PLACE_FIELDS):
        place.state, place.ended_on, place.end_reason = Enrollment.State.ENDED, last, reason
        place.left_on = max(on, place.starts_on)
        place.save(update_fields=PLACE_FIELDS)
        audit.record("enrollment.end", by=by, target=place, batch=place.batch_id, ended_on=last, end_reason=reason)
    journal.entries += own.entries
    place.end_effects = own.entries
    note_settled(place, place_is_over(place.batch, [place.person_id]))


def _over_from(place: Enrollment, on: date, left_at: datetime | None) -> date:
    """The first day on which the person is not expected: the next day if a session had begun before `left_at`."""
    begun = Session.objects.standing().filter(batch=place.batch_id, date=on, starts_at__lt=left_at) if left_at else None
    return last_day_of(place, on + timedelta(days=1) if begun and begun.exists() else on)


def _end_stay(person: Person, on: date, left_at: datetime | None, leaving: str, journal: Journal) -> CustodyPeriod:
    """Closes every dated record of the stay, except that a running suspension continues after a return."""
    period = person.custody_periods.filter(until__isnull=True).get()
    for row in [*person.housings.open(), *person.register_numbers.open()]:
        journal.change(row, until=max(on, row.from_date or on))
    for movement in person.movements.filter(back_at__isnull=True):
        journal.change(movement, back_at=max(movement.out_at, clock.now()))
    journal.change(period, until=on, left_at=left_at, leaving=leaving)
    journal.change(person, facility=None, case_officer=None)
    return period


def _tell(found: Dependents, circumstance: Circumstance) -> None:
    person = found.person
    for place in found.places:
        tell_center(place)
        tell_officer(place)
    person_leaves.happens(person)
    if circumstance.destination:
        values = {"sender": circumstance.facility.name, "day": circumstance.happened_on.isoformat()}
        open_task(ARRIVING, role=Role.REGISTRAR, office=circumstance.destination, person=person, values=values)
