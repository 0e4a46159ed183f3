"""Recording attendance. An unchanged mark writes nothing; every change keeps the version before it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.occasions import Occasion
from core.ports import Port
from programs.attendance import absence_alarms, known_absences, mark_rules
from programs.attendance.held_places import HeldPlaces
from programs.attendance.held_roll import Change, HeldRoll, Outcome, rows_of_places
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked_with_batch_before

# The fields that a new version overwrites.
WRITTEN = (
    "status",
    "minutes_late",
    "minutes_present",
    "note",
    "entry",
    "version",
    "happened_at",
    "recorded_at",
    "recorded_by",
)
# Sent by a page to take a mark back; no status has this code.
UNMARKED = "unmarked"


@dataclass(frozen=True)
class MarksWritten:
    """`by` has just written, corrected or taken back marks of `session`.

    `heads` (its head counts by point) and `is_unexplained` (whether one of its alarms waits), if known under its lock.
    """

    session: Session
    by: User
    heads: Mapping[str, int] | None = None
    is_unexplained: bool | None = None


marks_are_written: Occasion[MarksWritten] = Occasion()
"""Marks were written. Called in the writing transaction, with the session locked."""


said_missing: Port[[Session], Collection[int]] = Port()
"""Asked before the rest is recorded as present: places (keys) whose people were reported missing."""


@transaction.atomic
def change_each(
    session: Session,
    changes: Sequence[Change],
    *,
    by: User,
    entry: str = Mark.Entry.DIRECT,
    reason: str = "",
    places: HeldPlaces | None = None,
) -> list[Outcome]:
    """Records and takes back marks of several places in one act; returns the outcome of each change, in order.

    A refused change does not hold back the others. Every version is kept in `MarkRevision`. The number of queries does
    not depend on the number of changes. `places`: those that the caller holds of the session, which it holds as well.
    Raises `ValueError` if a place appears in two changes.
    """
    if not changes:
        return []
    if len({change.enrollment.pk for change in changes}) < len(changes):
        raise ValueError("one change a place")
    roll = HeldRoll.held(session, changes, by=by, entry=entry, reason=reason, places=places)
    outcomes = [roll.outcome_of(change) for change in changes]
    written = [outcome.mark for outcome in outcomes if outcome.mark and outcome.is_written]
    if written:
        _record(roll.session, written, by=by, reason=roll.reason, held=roll.places)
        recorded = [mark for mark in written if mark.status]
        _audit(recorded, by=by, action="mark.correct" if roll.reason else "mark.record")
        _audit([mark for mark in written if not mark.status], by=by, action="mark.take_back")
    return outcomes


def mark(
    session: Session,
    enrollment: Enrollment,
    *,
    by: User,
    status: str,
    minutes_late: int = 0,
    note: str = "",
    version: int | None = None,
    entry: str = Mark.Entry.DIRECT,
    reason: str = "",
) -> Mark:
    """Records one person's attendance and returns the mark, unchanged if it already says so.

    Values are those of `Change`. Raises `StaleMark` or another `RuleViolation`.
    """
    change = Change(enrollment, status, minutes_late, note, version)
    (outcome,) = change_each(session, [change], by=by, entry=entry, reason=reason)
    return cast("Mark", outcome.result())


def unmark(session: Session, enrollment: Enrollment, *, by: User, version: int | None = None) -> Mark | None:
    """Takes one person's mark back, which leaves the person unmarked. Returns its row, or None if there was no mark.

    Allowed as long as the marks of the session may be changed without a reason. The versions of the mark stay in
    `MarkRevision`, followed by one without a status. Raises `StaleMark` or another `RuleViolation`.
    """
    (outcome,) = change_each(session, [Change(enrollment, None, version=version)], by=by)
    mark = outcome.result()
    return mark if outcome.is_written else None


def _record(
    session: Session, marks: Sequence[Mark], *, by: User, reason: str = "", held: HeldPlaces | None = None
) -> None:
    """Writes the marks as recorded now by `by`; otherwise like `_write`."""
    for mark in marks:
        mark.recorded_at, mark.recorded_by = clock.now(), by
    _write(session, marks, by=by, reason=reason, held=held)


def _write(
    session: Session,
    marks: Sequence[Mark],
    *,
    by: User,
    reason: str = "",
    held: HeldPlaces | None = None,
    looks: bool = True,
    tells: bool = True,
) -> None:
    """Writes the marks as new versions and updates the absence alarms; the caller records the audit.

    The session must be locked, so that no other mark is written between the checks and these rows. `held`: the places
    of the marks, if they are locked as well. Without `looks`, the caller updates the absence alarms; without `tells`,
    nobody is told of the marks.
    """
    for mark in marks:
        _stamp(mark, session)
        # The upsert finds an existing row by session and place, and returns its key.
        mark.pk = None
    Mark.with_taken_back.bulk_create(
        marks, update_conflicts=True, unique_fields=["session", "enrollment"], update_fields=WRITTEN
    )
    # The mark holds the current version; its revisions are append-only, enforced by the database.
    MarkRevision.objects.bulk_create([_revision(mark, by=by, reason=reason) for mark in marks])
    # The alarms come before the audit, because the audit chain must be locked last.
    keys = sorted(mark.enrollment_id for mark in marks)
    if held:
        absence_alarms.look_at_held([held.places[key] for key in keys])
    elif looks:
        absence_alarms.look_at(keys)
    known = (held.heads, held.is_unexplained) if held else ()
    if tells:
        marks_are_written.happens(MarksWritten(session, by, *known))


def _audit(marks: Iterable[Mark], *, by: User, action: str) -> None:
    said = ((mark, _details(mark)) for mark in marks)
    audit.record_each(action, by=by, targets=said)


def _details(mark: Mark) -> dict[str, int]:
    return {"session": mark.session_id, "enrollment": mark.enrollment_id, "version": mark.version}


@transaction.atomic
def mark_rest_present(
    session: Session,
    *,
    by: User,
    entry: str = Mark.Entry.DIRECT,
    but: Collection[int] = (),
    is_sure: bool = False,
) -> list[Mark]:
    """Records "present" for everybody who is expected and has no mark yet; existing marks stay as they are.

    Leaves out people with an announced absence, which somebody confirms or contradicts one by one, and the places
    (keys) in `but`, for which another choice is still unsaved. Refuses people who do not fit the head counts unless
    `is_sure`. One audit event names everybody recorded. Raises `RuleViolation` if `by` cannot record this session.
    """
    session = locked_with_batch_before(session)
    waiting = [one for one in rest_of(session) if one.pk not in but]
    if not waiting:
        return []
    refuse_if(mark_rules.blockers(session, by=by) + ([] if is_sure else rest_blockers(session, waiting)))
    present = AttendanceStatus.objects.get(code="present")
    keys = [one.pk for one in waiting]
    again = {mark.enrollment_id: mark for mark in rows_of_places(session=session.pk, keys=keys)}
    marks = [again.get(one.pk) or Mark(enrollment=one, version=0) for one in waiting]
    for mark in marks:
        mark.status, mark.entry = present, entry
    _record(session, marks, by=by)
    audit.record("session.mark_rest_present", by=by, target=session, enrollments=[mark.enrollment_id for mark in marks])
    return marks


def rest_of(session: Session) -> list[Enrollment]:
    """Expected people without a mark or an announced absence, by name."""
    known = known_absences.known_at(session)
    waiting = unmarked(session).order_by("person__name_sort", "pk")
    return [one for one in waiting if one.person_id not in known]


def credit_anew(session: Session, *, by: User, reason: str = "", tells: bool = True) -> None:
    """Recalculates the minutes credited by every mark of the session; each change is a new version.

    Each mark keeps its recorder, on whom it depends who may read its note. The caller locks the session. `reason` is
    kept with the new versions and is needed if the session was closed before. The absence alarms of everybody who has a
    mark are updated, since the minutes that could be attended have changed for absent people too.
    Without `tells`, `marks_are_written` does not happen, as what follows looks at the same.
    """
    marks = list(session.marks.select_related("status"))
    changed = [one for one in marks if one.minutes_present != _minutes(session, one)]
    if changed:
        _write(session, changed, by=by, reason=reason, looks=False, tells=tells)
    absence_alarms.look_at(sorted(one.enrollment_id for one in marks))


def rest_blockers(session: Session, waiting: Collection[Enrollment]) -> list[Blocker]:
    """Why the head counts contradict marking those `waiting` as present."""
    missing = keys_said_missing(session)
    names = [one.person.full_name for one in waiting if one.pk in missing]
    reasons = []
    if names:
        sentence = _("Said at the head count not to be here: %(names)s.")
        reasons.append(Blocker("said_missing", sentence % {"names": ", ".join(names)}))
    arrived = session.head_counts.standing().filter(point=HeadCount.Point.ARRIVED).values_list("people", flat=True)
    present = session.marks.filter(status__counts_as_held=True).count() + len(waiting)
    for people in arrived:
        if present > people:
            sentence = _("%(arrived)s arrived, and %(present)s would be present.")
            reasons.append(Blocker("more_than_arrived", sentence % {"arrived": people, "present": present}))
    return reasons


def keys_said_missing(session: Session) -> set[int]:
    """The places (keys) whose people were reported missing."""
    return {place for places in said_missing.ask(session) for place in places}


def unmarked(session: Session) -> QuerySet[Enrollment]:
    """People expected at the session who have no mark."""
    return expected_at(session).exclude(pk__in=session.marks.values("enrollment")).select_related("person")


def expected_at(session: Session) -> QuerySet[Enrollment]:
    """People expected at the session, marked or not."""
    return Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session)


def _stamp(mark: Mark, session: Session) -> None:
    """Makes the mark a new version, and computes the minutes that it credits."""
    mark.session, mark.happened_at = session, session.starts_at
    mark.minutes_present = _minutes(session, mark)
    mark.version += 1


def _minutes(session: Session, mark: Mark) -> int:
    return mark_rules.minutes_present(session, mark.status, mark.minutes_late) if mark.status else 0


def _revision(mark: Mark, *, by: User, reason: str = "") -> MarkRevision:
    """The permanent record of this version of the mark, written now by `by`."""
    return MarkRevision(
        mark=mark,
        version=mark.version,
        status_code=mark.status.code if mark.status else "",
        minutes_late=mark.minutes_late,
        minutes_present=mark.minutes_present,
        note=mark.note,
        entry=mark.entry,
        reason=reason,
        recorded_at=clock.now(),
        recorded_by=by,
    )
