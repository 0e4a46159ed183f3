"""The batch page as a hub: the next step and who takes it, the stages of the batch, and links.

Only reads and words; the buttons lead to pages and commands that check their own rules.
"""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.errors import Blocker
from core.ports import Port
from core.reasons import some_reason
from core.templatetags.dates import day, day_full
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch, BatchStaff
from programs.catalog.lesson_hours import written_jp
from programs.timetable.models.sessions import Session
from programs.timetable.taught_lessons import minutes_by_unit
from programs.timetable.unit_hours import UnitHours

State = Batch.State


@dataclass(frozen=True)
class Step:
    """The next step: a heading, a reason and one button, leading to a page (`url`) or to another batch state (`to`).

    Readers without `permission` see the text but no button. `blockers` prevent the step; `doubts` require a reason.
    """

    title: str
    why: str = ""
    label: str = ""
    url: str = ""
    to: str = ""
    permission: str = "programs.change_batch"
    blockers: list[Blocker] = field(default_factory=list)
    doubts: list[Blocker] = field(default_factory=list)


@dataclass(frozen=True)
class PathStep:
    """One part of the preparation; `state` is done, now or todo."""

    name: str
    why: str
    url: str
    state: str


@dataclass(frozen=True)
class Link:
    """A page that belongs to the batch."""

    label: str
    url: str
    icon: str
    note: str = ""


@dataclass(frozen=True)
class Beyond:
    """What an app further along adds to a batch: its pages and, after the training, its step and stage."""

    links: list[Link] = field(default_factory=list)
    step: Step | None = None
    # The completed ones of the stages "assessment" and "certificates".
    done: frozenset[str] = frozenset()


after_training: Port[[Batch, User], Beyond] = Port()
"""Asked what follows the training of a batch, each time its page is shown."""


def beyond(batch: Batch, user: User) -> Beyond:
    """The combined contributions of apps further along."""
    told = after_training.ask(batch, user)
    steps = [one.step for one in told if one.step]
    done: frozenset[str] = frozenset().union(*(one.done for one in told))
    return Beyond([link for one in told for link in one.links], steps[0] if steps else None, done)


@dataclass(frozen=True)
class Facts:
    """Batch data already fetched by the page."""

    batch: Batch
    sessions: list[Session]
    units: list[UnitHours]
    # Number of weekly teaching times.
    slots: int
    taken: int
    today: date
    # Registrations for a public class on which nobody has decided.
    undecided: int = 0

    @property
    def planned(self) -> int:
        """JP in the schedule."""
        return sum(unit.planned for unit in self.units)

    @property
    def held(self) -> float:
        """JP in closed sessions, of one that ended early what was taught."""
        closed = [session for session in self.sessions if session.state == Session.State.FINALIZED]
        per_jp = self.batch.version.minutes_per_jp
        return written_jp(sum(minutes_by_unit(closed, per_jp).values()), per_jp)

    def staff(self, duty: str) -> str:
        """Instructors or assessors of the batch, by name."""
        return ", ".join(str(row.user) for row in self.batch.staff.all() if row.duty == duty)


def preparation(facts: Facts) -> list[PathStep]:
    """What a planned batch needs before people can apply; the first missing part has state "now"."""
    batch = facts.batch
    doubts = batch_plan.agreement_blockers(batch)
    parts = [
        (
            _terms(batch),
            not doubts,
            str(doubts[0]) if doubts else _covered(batch),
            "batch_edit",
        ),
        (_("Staff and room"), bool(facts.staff(BatchStaff.Duty.INSTRUCTOR)), _people(facts), "batch_staff"),
        (_("Week pattern"), bool(facts.slots), _week(facts), "batch_pattern"),
        (_("Schedule"), not batch_plan.schedule_blockers(batch), _schedule(facts), "batch_generate"),
        (_way_in(batch), batch.state != State.PLANNED, _("People apply and are chosen once it is open."), ""),
    ]
    found, is_now = [], True
    for name, done, why, page in parts:
        state = "done" if done else "now" if is_now else "todo"
        is_now = is_now and done
        # The schedule page is useless before there is a week, so it is not linked.
        url = reverse(f"programs:{page}", args=[batch.public_id]) if page and state != "todo" else ""
        found.append(PathStep(name, why, url, state))
    return found


def _terms(batch: Batch) -> str:
    return _("Program") if batch.is_public else _("Program and agreement")


def _way_in(batch: Batch) -> str:
    """How people come into the batch: chosen by a board, or registered by the training center."""
    return _("Registration") if batch.is_public else _("Selection")


def _covered(batch: Batch) -> str:
    program = _("%(program)s, version %(number)d") % {"program": batch.version.program, "number": batch.version.number}
    if batch.agreement is None:
        return program
    words = _("%(program)s; agreement %(agreement)s, valid until %(day)s")
    values = {"program": program, "agreement": batch.agreement.number, "day": day(batch.agreement.valid_until)}
    return words % values


def _people(facts: Facts) -> str:
    instructors, assessors = (facts.staff(duty) for duty in (BatchStaff.Duty.INSTRUCTOR, BatchStaff.Duty.ASSESSOR))
    values = {"room": facts.batch.room, "instructors": instructors, "assessors": assessors}
    if not instructors:
        return _("No instructor yet. Room: %(room)s.") % values
    if not facts.batch.has_assessment:
        return _("%(instructors)s, %(room)s") % values
    if not assessors:
        return _("%(instructors)s, %(room)s; no assessor yet") % values
    return _("%(instructors)s, %(room)s; assessor: %(assessors)s") % values


def _week(facts: Facts) -> str:
    if not facts.slots:
        return _("On which days and at what time it is taught.")
    return ngettext("%(n)d teaching time a week", "%(n)d teaching times a week", facts.slots) % {"n": facts.slots}


def _schedule(facts: Facts) -> str:
    total = facts.batch.version.total_jp
    if not facts.planned:
        return _("The sessions for %(total)d JP are made from the week.") % {"total": total}
    values = {"planned": facts.planned, "total": total, "day": day(facts.batch.ends_on)}
    return _("%(planned)d of %(total)d JP, until %(day)s") % values


def step_of(facts: Facts, user: User, after: Beyond) -> Step | None:
    """The next step of the batch as this reader may know it; None if the batch was cancelled."""
    batch = facts.batch
    if batch.state == State.PLANNED:
        return _planned(facts)
    if batch.state == State.SELECTING:
        return _selecting(facts, is_facility=user.facility_id is not None)
    if batch.state == State.RUNNING:
        return _running(facts)
    return after.step


def _page(name: str, row: Batch | Session) -> str:
    return reverse(f"programs:{name}", args=[row.public_id])


def _planned(facts: Facts) -> Step:
    batch = facts.batch
    missing = next((part.url for part in preparation(facts)[:-1] if part.state == "now"), None)
    if missing is None:
        blockers = batch_plan.move_blockers(batch, State.SELECTING)
        if {blocker.code for blocker in blockers} == {"assessment_early"}:
            title, label = _("Put the assessment after the last session"), _("Change the batch")
            return Step(title, str(blockers[0]), label, _page("batch_edit", batch))
        return Step(
            _("Open the registration") if batch.is_public else _("Open the selection"),
            _("The schedule is complete until %(day)s. People can now apply.") % {"day": day_full(batch.ends_on)},
            label=_("Open the registration") if batch.is_public else str(batch_plan.MOVES[State.SELECTING]),
            to=State.SELECTING,
            blockers=blockers,
        )
    return _missing(batch, missing)


def _missing(batch: Batch, url: str) -> Step:
    """The step leading to the page (`url`) on which the first missing part of the preparation is done."""
    steps = {
        "batch_edit": (
            _("Settle the agreement"),
            _("No selection opens before an agreement covers the whole batch."),
            _("Change the batch"),
        ),
        "batch_staff": (
            _("Assign the instructors"),
            _("The schedule needs somebody who teaches. Assessors can follow until the assessment.")
            if batch.has_assessment
            else _("The schedule needs somebody who teaches."),
            _("Assign staff"),
        ),
        "batch_pattern": (
            _("Set the week"),
            _("Days, time and JP of a usual week; the schedule follows from it."),
            _("Set the week"),
        ),
        "batch_generate": (
            _("Make the schedule"),
            _("You see every session before anything is made. Holidays are skipped."),
            _("Check the schedule"),
        ),
    }
    page = next(name for name in steps if _page(name, batch) == url)
    title, why, label = steps[page]
    about = "schedule" if page in ("batch_pattern", "batch_generate") else "batch"
    return Step(title, why, label, url, permission=f"programs.change_{about}")


def _selecting(facts: Facts, *, is_facility: bool) -> Step:
    batch = facts.batch
    blockers = batch_plan.move_blockers(batch, State.RUNNING, reason=some_reason())
    codes = {blocker.code for blocker in blockers}
    if codes & {"hearing_open", "nobody_enrolled"}:
        values = {"taken": facts.taken, "capacity": batch.capacity}
        why = _("%(taken)d of %(capacity)d places are taken.") % values
        if batch.is_public:
            label, url = _("Open the registration page"), _page("registration_list", batch)
            permission = "programs.register_participants"
            return Step(_("Register and accept the participants"), why, label, url, permission=permission)
        # The training center learns only that the selection is in progress.
        if not is_facility:
            return Step(_("The participants are being chosen"), why)
        label, url = _("Open the selection page"), _page("selection_detail", batch)
        return Step(_("Choose the participants"), why, label, url, permission="programs.view_application")
    if codes == {"too_early"} and facts.undecided:
        why = ngettext(
            "%(n)d registration is not decided yet.", "%(n)d registrations are not decided yet.", facts.undecided
        )
        title, label, url = (
            _("Decide on the registrations"),
            _("Open the registration page"),
            _page("registration_list", batch),
        )
        permission = "programs.register_participants"
        return Step(title, why % {"n": facts.undecided}, label, url, permission=permission)
    if codes == {"too_early"}:
        why = _("The selection is done. The training can be started on that day.")
        return Step(_("The training starts on %(day)s") % {"day": day_full(batch.starts_on)}, why)
    why = _("%(taken)d participants take part.") % {"taken": facts.taken}
    doubts = batch_plan.small_class_blockers(batch)
    label = str(batch_plan.MOVES[State.RUNNING])
    return Step(_("Start the training"), why, label, to=State.RUNNING, blockers=blockers, doubts=doubts)


def _running(facts: Facts) -> Step:
    now = clock.now()
    waiting = [row for row in facts.sessions if row.state == Session.State.PLANNED]
    over = [row for row in waiting if row.ends_at < now]
    if over:
        return _not_closed(over)
    lost = next((unit for unit in facts.units if unit.lost), None)
    if lost:
        return _not_made_up(lost)
    short = next((unit for unit in facts.units if unit.missing), None)
    if short and any(session.ended_at for session in facts.sessions):
        return _taught_too_little(facts.batch, short)
    return _still_to_come(waiting) if waiting else _taught(facts.batch)


def _not_closed(over: list[Session]) -> Step:
    title = ngettext("Close %(n)d session that is over", "Close %(n)d sessions that are over", len(over))
    why = _("The oldest is of %(day)s. Its hours count once it is closed.") % {"day": day_full(over[0].date)}
    url = _page("session_roll", over[0])
    label = _("Open the oldest roll")
    return Step(title % {"n": len(over)}, why, label, url, permission="programs.view_attendance")


def _not_made_up(lost: UnitHours) -> Step:
    title = _("Make up %(jp)d JP of %(unit)s") % {"jp": lost.lost, "unit": lost.unit.title}
    why = _("Cancelled on %(day)s and not made up.") % {"day": day_full(lost.to_make_up[0].date)}
    url = _page("session_make_up", lost.to_make_up[0])
    return Step(title, why, _("Plan a make-up session"), url, permission="programs.change_schedule")


def _still_to_come(waiting: list[Session]) -> Step:
    title = ngettext("%(n)d session is still to come", "%(n)d sessions are still to come", len(waiting))
    why = _("The next one is on %(next)s. The training can be finished after the last one, on %(last)s.")
    values = {"next": day_full(waiting[0].date), "last": day_full(waiting[-1].date)}
    url = _page("session_detail", waiting[0])
    label = _("Open the next session")
    return Step(title % {"n": len(waiting)}, why % values, label, url, permission="programs.view_batch")


def _taught(batch: Batch) -> Step:
    why = _("Every session is closed. The papers of attendance follow.")
    if batch.has_assessment:
        why = _("Every session is closed. The assessment is on %(day)s.") % {"day": day_full(batch.assessment_on)}
    return Step(
        _("Finish the training"),
        why,
        label=str(batch_plan.MOVES[State.FINISHED]),
        to=State.FINISHED,
        blockers=batch_plan.move_blockers(batch, State.FINISHED),
    )


def _taught_too_little(batch: Batch, unit: UnitHours) -> Step:
    title = _("Plan %(jp)d more JP of %(unit)s") % {"jp": unit.missing, "unit": unit.unit.title}
    why = _("A session ended early, so they were not taught. Make the schedule again to add them.")
    url = _page("batch_generate", batch)
    return Step(title, why, _("Make the schedule"), url, permission="programs.change_schedule")


ORDER = (State.PLANNED, State.SELECTING, State.RUNNING, State.FINISHED, State.CERTIFIED)


def stages(facts: Facts, after: Beyond) -> list[dict[str, str]]:
    """The five stages of a batch with their captions, four without assessment; empty for a cancelled batch."""
    if facts.batch.state == State.CANCELLED:
        return []
    found = [*_until_taught(facts), *_once_taught(facts.batch, after)]
    done = [is_done for _name, _note, is_done in found]
    now = done.index(False) if False in done else len(done)
    states = ["done" if is_done else "now" if place == now else "todo" for place, is_done in enumerate(done)]
    return [
        {"name": name, "note": note, "state": state} for (name, note, _done), state in zip(found, states, strict=True)
    ]


# A stage's name, its caption, and whether it is done.
Stage = tuple[str, str, bool]


def _until_taught(facts: Facts) -> list[Stage]:
    batch = facts.batch
    reached = ORDER.index(State(batch.state))
    taken = {"taken": facts.taken, "capacity": batch.capacity}
    held = {"held": facts.held, "total": batch.version.total_jp}
    hours = _("%(held)d of %(total)d JP held") % held if reached > 1 else day(batch.starts_on)
    return [
        (_("Plan"), _plan_note(facts), reached > 0),
        (_way_in(batch), _("%(taken)d of %(capacity)d places") % taken, reached > 1),
        (_("Training"), hours, reached > 2),
    ]


def _once_taught(batch: Batch, after: Beyond) -> list[Stage]:
    def papers(name: str, *, may_be_done: bool) -> Stage:
        is_done = may_be_done and "certificates" in after.done
        return name, _("handed over") if is_done else _("not yet"), is_done

    if not batch.has_assessment:
        return [papers(_("Papers of attendance"), may_be_done=batch.state in (State.FINISHED, State.CERTIFIED))]
    is_assessed = "assessment" in after.done
    assessment = (_("Assessment"), day(batch.assessment_on), is_assessed)
    return [assessment, papers(_("Certificates"), may_be_done=is_assessed)]


def _plan_note(facts: Facts) -> str:
    if facts.batch.state != State.PLANNED:
        return day(facts.batch.starts_on)
    parts = preparation(facts)[:-1]
    ready = sum(part.state == "done" for part in parts)
    return _("%(ready)d of %(all)d ready") % {"ready": ready, "all": len(parts)}
