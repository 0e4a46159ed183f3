"""Effects on the schedules of an office, a detention center or a training center, of closing or opening a day.

Only future sessions without records that were not arranged by hand move; each batch keeps its lessons at other times.
What cannot move becomes a task for both offices.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker
from inmates.inbox.inbox_tasks import open_task
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.timetable.inbox_kinds import SCHEDULE_STUCK
from programs.timetable.kept_sessions import Why, with_reasons
from programs.timetable.lessons import LONGEST
from programs.timetable.models.sessions import Holiday, Session
from programs.timetable.patterns import weeks_of
from programs.timetable.schedule_draft import Draft, Place, draft_clashes, draft_of, lay_out, move_what_falls_away
from programs.timetable.schedule_generation import move_end, settle_stuck, write
from programs.timetable.session_lock import hold_sessions

Office = Facility | TrainingCenter
Closed = Mapping[date, Holiday]
# The closed days of a batch: those of its facility, if it is held in one, and of its training center.
ClosedFor = Callable[[Batch], Closed]
Reasoned = tuple[Session, list[Why]]


@dataclass(frozen=True)
class Shift:
    """Effects of the day on one batch: the new sessions, and those that remain on the closed day."""

    batch: Batch
    draft: Draft
    stranded: list[Session]

    @property
    def reasons(self) -> list[Blocker]:
        """Why somebody must look: blockers, and sessions that only a person may move."""
        found = list(self.draft.blockers)
        if self.stranded:
            message = _("%(count)d sessions of this day stay, because people arranged them. Move or cancel them.")
            found.append(Blocker("stranded", message % {"count": len(self.stranded)}))
        return found

    @property
    def told_to_center(self) -> list[Blocker]:
        """The same as the training center may read them: those of a class in custody may be about custody."""
        if not self.reasons or self.batch.is_public:
            return self.reasons
        return [Blocker("at_the_facility", _("Agree with the partner on how to go on."))]

    @property
    def moves(self) -> bool:
        """Whether any session moves."""
        return not self.draft.blockers and self.draft.changes_something


def shifts(office: Office, day: date, *, closed: ClosedFor) -> list[Shift]:
    """Effects on each affected live batch of the office if nothing is taught on the days of `closed`.

    `closed` covers `years_after(day)`. Writes nothing.
    """
    batches = _concerned(office, day, closed)
    rows: dict[int, list[Reasoned]] = {batch.pk: [] for batch in batches}
    # Fetched for all batches at once, since a day can affect many batches of a large facility.
    for row in with_reasons(Session.objects.filter(batch__in=batches, date__gte=day), past_stays=True):
        rows[row[0].batch_id].append(row)
    found = [_shift(batch, rows[batch.pk], day, closed(batch)) for batch in batches]
    return [shift for shift in found if shift.reasons or shift.moves]


def years_after(day: date) -> range:
    """Years into which lessons of `day` can move."""
    return range(day.year, (day + LONGEST).year + 1)


def live_batches(office: Office) -> QuerySet[Batch]:
    """Live batches held in the facility, or taught by the training center, wherever they are held."""
    side = "facility" if isinstance(office, Facility) else "training_center"
    return Batch.objects.live().filter(**{side: office.pk})


def _concerned(office: Office, day: date, closed: ClosedFor) -> list[Batch]:
    """Batches with sessions on a day now closed, or that could teach on one now open; in key order."""
    if day < clock.today(office.time_zone):
        return []
    coming = Session.objects.filter(state=Session.State.PLANNED, starts_at__gt=clock.now())
    on_day = Q(pk__in=coming.filter(date=day).values("batch"))
    around = Q(starts_on__lte=day, ends_on__gt=day, pk__in=coming.filter(date__gt=day).values("batch"))
    related = ("facility", "training_center", "version__program__vocation")
    batches = (
        live_batches(office)
        .filter(on_day | around)
        .annotate(
            teaches_then=ExpressionWrapper(on_day, BooleanField()), goes_on=ExpressionWrapper(around, BooleanField())
        )
    )
    found = batches.select_related(*related).prefetch_related("patterns__slots", "version__units").order_by("pk")
    return [batch for batch in found if (batch.teaches_then if day in closed(batch) else batch.goes_on)]


def _shift(batch: Batch, rows: list[Reasoned], day: date, closed: Closed) -> Shift:
    draft, free = draft_of(rows)
    stranded = [session for session in draft.kept if day in closed and session.date == day and _is_to_come(session)]
    if day in closed and all(session.date != day for session in free):
        return Shift(batch, draft, stranded)
    hours = [
        (unit, sum(session.jp for session in free if session.unit_id == unit.pk)) for unit in batch.version.units.all()
    ]
    first_day = max(day, clock.today(batch.time_zone))
    lay_out(
        batch,
        draft,
        free,
        weeks=weeks_of(batch),
        hours=hours,
        places=_places(free),
        closed=closed,
        first_day=first_day,
        after=clock.now(),
    )
    move_what_falls_away(draft, batch.time_zone)
    draft.blockers = _lost_blockers(sum(jp for _unit, jp in hours), draft) + draft_clashes(batch, draft)
    return Shift(batch, draft, stranded)


def _is_to_come(session: Session) -> bool:
    return session.state == Session.State.PLANNED and session.starts_at > clock.now()


def _places(sessions: Iterable[Session]) -> dict[int, Place]:
    """Units keep their instructor and room: the day affects times only."""
    found: dict[int, Place] = {}
    for session in sessions:
        found.setdefault(session.unit_id, Place(session.instructor, session.room))
    return found


def _lost_blockers(wanted: int, draft: Draft) -> list[Blocker]:
    laid = sum(session.jp for session in draft.standing if not draft.why.get(session.pk))
    if laid == wanted:
        return []
    message = _("The week of the batch has no room for %(lost)d JP of this day. Change the week.")
    return [Blocker("no_room", message % {"lost": wanted - laid})]


def hold_schedules(office: Office, day: date, *, closed: ClosedFor) -> None:
    """Locks the office and everything `shifts` reads, in the order of `lock_timetable`."""
    own = {office.pk}
    houses = own if isinstance(office, Facility) else set(live_batches(office).values_list("facility", flat=True))
    facilities = Facility.objects.filter(pk__in=houses)
    list(facilities.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    if isinstance(office, TrainingCenter):
        TrainingCenter.objects.select_for_update(no_key=True).get(pk=office.pk)
    # While the office is locked nobody can schedule its batches, so this set cannot change.
    batches = _concerned(office, day, closed)
    if isinstance(office, Facility):
        centers = TrainingCenter.objects.filter(pk__in={batch.training_center_id for batch in batches})
        list(centers.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    hold(batches=[batch.pk for batch in batches])
    hold_sessions(batch.pk for batch in batches)


def carry_out(office: Office, day: date, *, by: User, closed: ClosedFor) -> list[Shift]:
    """Moves what can move and opens tasks for the rest; needs `hold_schedules` in the same transaction."""
    found = shifts(office, day, closed=closed)
    for shift in found:
        if shift.moves:
            # A batch handled earlier may have taken a time needed here.
            shift.draft.blockers += draft_clashes(shift.batch, shift.draft)
        if shift.moves:
            _move(shift, day, by)
        if shift.reasons:
            _ask_somebody(shift.batch, day, shift.reasons)
    return found


def _move(shift: Shift, day: date, by: User) -> None:
    draft, batch = shift.draft, shift.batch
    write(draft)
    move_end(batch, draft.ends_on or batch.ends_on)
    told = {"moved": len(draft.moved), "ends_on": batch.ends_on, **draft.counts()}
    audit.record("schedule.shift", by=by, target=batch, day=day, **told)
    settle_stuck(batch)


def _ask_somebody(batch: Batch, day: date, reasons: list[Blocker]) -> None:
    """Opens a task for each office; the training center is not given the reason, which may be about custody, unless
    the class is its own."""
    values = {"batch": batch.name, "batch_id": str(batch.public_id), "day": day.isoformat()}
    why = " ".join(str(reason) for reason in reasons)
    told: dict[Role, tuple[Office, str]] = {Role.BLK_COORDINATOR: (batch.training_center, why)}
    if batch.facility:
        told[Role.TRAINING_OFFICER] = (batch.facility, why)
        told[Role.BLK_COORDINATOR] = (batch.training_center, _("Agree with the partner on how to go on."))
    for role, (office, why) in told.items():
        matter = f"{batch.pk}-{day.isoformat()}"
        open_task(SCHEDULE_STUCK, role=role, office=office, matter=matter, values={**values, "why": why})
