"""Recording who was there. A mark left alone saves nothing; each change keeps what stood before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.occasions import Occasion
from core.ports import Port
from core.reasons import reason_blockers
from core.statements import Statement
from programs.attendance import absence_alarms, known_absences
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.lessons import minutes_lost
from programs.timetable.models.sessions import Session

DUTY = AttendanceStatus.DUTY
# What a next version changes of a row.
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
# What a page sends to take a mark back; no status has this code.
UNMARKED = "unmarked"


@dataclass(frozen=True)
class MarksWritten:
    """A session of which `by` has just written, corrected or taken back marks."""

    session: Session
    by: User


marks_are_written: Occasion[MarksWritten] = Occasion()
"""Marks were written: called in the transaction of the writing, under the lock of the session."""


said_missing: Port[[Session], Collection[int]] = Port()
"""Asked before all the rest is recorded as present: places (keys) of whom somebody has said that they are not there."""


class StaleMark(RuleViolation):
    """Somebody else changed the mark since it was read. `mark` is what stands now; nothing was written."""

    def __init__(self, mark: Mark):
        self.mark = mark
        sentence = _("Somebody else has recorded this person in the meantime. Look at both and choose.")
        super().__init__(Blocker("stale_mark", sentence))


def edit_window() -> timedelta:
    """How long after a session its marks may be changed without a supervisor."""
    return timedelta(days=settings.MARK_EDIT_DAYS)


def blockers(session: Session, *, by: User, reason: str = "") -> list[Blocker]:
    """Why `by` cannot record or change marks of this session now."""
    reasons = []
    may_correct = by.has_perm("programs.correct_attendance")
    if not (may_correct or by.has_perm("programs.mark_attendance")) or not _may_reach(session, by):
        reasons.append(Blocker("not_allowed", _("You do not record the attendance of this session.")))
    if session.state == Session.State.CANCELLED:
        reasons.append(Blocker("session_cancelled", _("This session is cancelled; nobody attends it.")))
    if session.starts_at > clock.now():
        reasons.append(Blocker("session_in_future", _("This session has not begun yet.")))
    if needs_correction(session):
        if not may_correct:
            reasons.append(Blocker("locked", _locked_sentence(session)))
        else:
            reasons += reason_blockers(reason, _("A correction needs a reason of at least %(count)s characters."))
    return reasons


def needs_correction(session: Session) -> bool:
    """Whether marks may be changed only by a supervisor with a reason: finalized, or the edit window is over."""
    return session.state == Session.State.FINALIZED or clock.now() > session.ends_at + edit_window()


@transaction.atomic
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
    """Records how one person attended; returns the mark, unchanged when it says that already.

    `status` is the code of an offered status, `minutes_late` counts from the start of the session. `version` is the
    one that the writer saw (0: none); another one now raises `StaleMark`, None does not ask. Every version stays in
    `MarkRevision`. Raises `RuleViolation`.
    """
    session = locked(session)
    chosen = _chosen(session, enrollment, status, by)
    note = note.strip()
    # Changed from late to present, a form still sends the minutes that stood there.
    minutes_late = minutes_late if chosen and chosen.takes_minutes_late else 0
    reasons = blockers(session, by=by, reason=reason)
    reasons += _value_blockers(session, enrollment, chosen, minutes_late, note)
    if reasons or chosen is None:
        raise RuleViolation(reasons)
    found = _row_of(session, enrollment)
    if found and _says(found, chosen, minutes_late, note, by):
        return found
    _refuse_stale(found, version)
    mark = found or Mark(session=session, enrollment=enrollment, version=0)
    mark.status, mark.minutes_late, mark.note, mark.entry = chosen, minutes_late, note, entry
    return _written(mark, by=by, action="mark.correct" if reason else "mark.record", reason=reason.strip())


@transaction.atomic
def unmark(session: Session, enrollment: Enrollment, *, by: User, version: int | None = None) -> Mark | None:
    """Takes the mark of one person back: from now on there is none. Returns its row, None if no mark stood.

    It may be done as long as the marks of the session may be changed without a reason; `version` as for `mark`. What
    was taken back stays in `MarkRevision`, followed by a version without a status. Raises `RuleViolation`.
    """
    session = locked(session)
    reasons = blockers(session, by=by)
    # A supervisor's correction says how somebody attended; a closed roll has no gap.
    if needs_correction(session):
        reasons = [reason for reason in reasons if reason.code not in ("locked", "reason_missing")]
        reasons.append(Blocker("locked", _locked_sentence(session)))
    refuse_if(reasons)
    mark = _row_of(session, enrollment)
    if mark is None or mark.status is None:
        return None
    _refuse_stale(mark, version)
    mark.status, mark.minutes_late, mark.note, mark.entry = None, 0, "", Mark.Entry.DIRECT
    return _written(mark, by=by, action="mark.take_back")


def _row_of(session: Session, enrollment: Enrollment) -> Mark | None:
    """The one row about this person at this session, taken back or not."""
    rows = Mark.with_taken_back.select_related("status")
    return rows.filter(session=session, enrollment=enrollment).first()


def _written(mark: Mark, *, by: User, action: str, reason: str = "") -> Mark:
    """Makes what `mark` says now its next version, and has the alarms and the audit follow."""
    _stamp(mark, by=by)
    mark.save()
    # The row says what holds now; what it said before stays here, where the database refuses every change.
    _revision(mark, reason=reason).save()
    # Before the audit, whose chain is the last lock of all.
    absence_alarms.look_at([mark.enrollment_id])
    marks_are_written.happens(MarksWritten(mark.session, by))
    audit.record(
        action, by=by, target=mark, session=mark.session_id, enrollment=mark.enrollment_id, version=mark.version
    )
    return mark


def _chosen(session: Session, enrollment: Enrollment, code: str, by: User) -> AttendanceStatus | None:
    """The offered status of this code; None where `by` records no such thing.

    "Duty" from the training center becomes what the facility has announced. A custody reason is the facility's to say.
    """
    known = known_absences.known_at(session).get(enrollment.person_id) if code == DUTY and not by.facility_id else None
    if known and known.status.is_custody_reason:
        return known.status
    status = AttendanceStatus.objects.filter(code=code, is_offered=True).first()
    is_for_facility = status is not None and status.is_custody_reason and status.code != DUTY
    return None if is_for_facility and not by.facility_id else status


def _refuse_stale(found: Mark | None, version: int | None) -> None:
    """Two may record the same person at once, each on a device of their own: who saw an older mark decides anew."""
    # Whoever saw no mark is right as long as none stands, whatever was taken back before.
    if version is None or version == (found.version if found and found.status else 0):
        return
    if found is None:
        raise RuleViolation(Blocker("no_such_version", _("This mark is gone. Load the page again.")))
    raise StaleMark(found)


def minutes_present(session: Session, status: AttendanceStatus, minutes_late: int) -> int:
    """Minutes credited: the person's own presence, lateness taken off; nothing for whoever was not there."""
    if not status.counts_as_held:
        return 0
    break_begins = session.minutes_before_break
    lost = minutes_lost(minutes_late, break_begins=break_begins, break_minutes=session.break_minutes)
    return max(session.lesson_minutes - lost, 0)


@transaction.atomic
def mark_rest_present(
    session: Session,
    *,
    by: User,
    entry: str = Mark.Entry.DIRECT,
    but: Collection[int] = (),
    is_sure: bool = False,
) -> list[Mark]:
    """Records "present" for everybody who is expected and has no mark yet; touches no other.

    Whose absence is announced is left out: that is confirmed or contradicted person by person; and so are the places
    (keys) in `but`, of whom something else was chosen that is not recorded yet. Who does not fit the head counts is
    recorded only by whoever `is_sure`. One audit event names them all.
    Raises `RuleViolation` when `by` cannot record this session.
    """
    session = locked(session)
    waiting = [one for one in rest_of(session) if one.pk not in but]
    if not waiting:
        return []
    refuse_if(blockers(session, by=by) + ([] if is_sure else rest_blockers(session, waiting)))
    present = AttendanceStatus.objects.get(code="present")
    again = {mark.enrollment_id: mark for mark in Mark.with_taken_back.filter(session=session, status=None)}
    marks = [again.get(one.pk) or Mark(session=session, enrollment=one, version=0) for one in waiting]
    for mark in marks:
        mark.session, mark.status, mark.entry = session, present, entry
        _stamp(mark, by=by)
    # Nobody else marks this session now, so no mark can come between the question and these rows.
    Mark.objects.bulk_create([mark for mark in marks if mark.pk is None])
    if again:
        Mark.with_taken_back.bulk_update([mark for mark in marks if mark.version > 1], WRITTEN)
    MarkRevision.objects.bulk_create([_revision(mark) for mark in marks])
    absence_alarms.look_at([mark.enrollment_id for mark in marks])
    marks_are_written.happens(MarksWritten(session, by))
    audit.record("session.mark_rest_present", by=by, target=session, enrollments=[mark.enrollment_id for mark in marks])
    return marks


def rest_of(session: Session) -> list[Enrollment]:
    """Who is expected, has no mark, and of whom no absence is announced; by name."""
    known = known_absences.known_at(session)
    waiting = unmarked(session).order_by("person__name_sort", "pk")
    return [one for one in waiting if one.person_id not in known]


def rest_blockers(session: Session, waiting: Collection[Enrollment]) -> list[Blocker]:
    """What of those `waiting` for a mark does not fit the head counts as present."""
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
    """The places of whom somebody has said that they are not there."""
    return {place for places in said_missing.ask(session) for place in places}


def unmarked(session: Session) -> QuerySet[Enrollment]:
    """Who is expected at the session and has no mark."""
    expected = Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session)
    return expected.exclude(pk__in=session.marks.values("enrollment")).select_related("person")


def offered_statuses(user: User) -> list[AttendanceStatus]:
    """The statuses that this user can record: custody reasons one by one, or for the training center as one."""
    return [status for status in AttendanceStatus.objects.filter(is_offered=True) if offers(user, status)]


def offers(user: User, status: AttendanceStatus) -> bool:
    """Whether this user can choose the status on a roll."""
    is_for_user = status.code != DUTY if user.facility_id else not status.is_custody_reason or status.code == DUTY
    return status.is_offered and is_for_user


def code_for(user: User, status: AttendanceStatus) -> str:
    """The code of a status as this user may read it."""
    return DUTY if status.is_custody_reason and not user.facility_id else status.code


def _says(found: Mark, status: AttendanceStatus, minutes_late: int, note: str, by: User) -> bool:
    """Whether the mark says so already. "Duty" from the training center is what it sees of any custody reason."""
    if found.status is None:
        return False
    code = code_for(by, status)
    same_status = code_for(by, found.status) == code
    # Its note stays too: the training center did not see it and cannot have changed it.
    if same_status and code == DUTY:
        return True
    return same_status and (found.minutes_late, found.note) == (minutes_late, note)


def _value_blockers(
    session: Session, enrollment: Enrollment, status: AttendanceStatus | None, minutes_late: int, note: str
) -> list[Blocker]:
    reasons = []
    if not _is_on_roll(enrollment, session):
        reasons.append(Blocker("not_expected", _("This person is not expected at this session.")))
    if status is None:
        return [*reasons, Blocker("no_such_status", _("Choose one of the statuses."))]
    # By the clock, so until the end of the session: the break is part of it.
    most = session.minutes_with_break
    if status.takes_minutes_late and not 0 < minutes_late <= most:
        sentence = _("Write how many minutes late, from 1 to %(most)s.") % {"most": most}
        reasons.append(Blocker("minutes_late", sentence))
    if status.needs_note and not note:
        reasons.append(Blocker("note_missing", _("This status needs a note: say why.")))
    return reasons


def _is_on_roll(enrollment: Enrollment, session: Session) -> bool:
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    return bool(_on_roll(place=enrollment.pk, session=session.pk, batch=session.batch_id, date=session.date, **hours))


@Statement
def _on_roll(place: int, session: int, batch: int, **when: Any) -> QuerySet:
    of_session = Session(pk=session, batch_id=batch, **when)
    return Enrollment.objects.filter(pk=place).on_roll(of_session).values_list("pk")


def _may_reach(session: Session, by: User) -> bool:
    return Session.objects.recordable_by(by).filter(pk=session.pk).exists()


def _locked_sentence(session: Session) -> str:
    if session.state == Session.State.FINALIZED:
        return _("This session is closed. Only a supervisor corrects it, with a reason.")
    sentence = _("More than %(days)s days have passed. Only a supervisor corrects this session, with a reason.")
    return sentence % {"days": edit_window().days}


def locked(session: Session) -> Session:
    """The session as it stands now, held until the transaction ends: two people on one sheet take turns."""
    Session.objects.select_for_update().get(pk=session.pk)
    return Session.objects.select_related("batch__facility", "batch__version").get(pk=session.pk)


def _stamp(mark: Mark, *, by: User) -> None:
    """Makes it the next version of the mark, written now by `by`, with the minutes that it credits."""
    mark.minutes_present = minutes_present(mark.session, mark.status, mark.minutes_late) if mark.status else 0
    mark.version += 1
    mark.happened_at, mark.recorded_at, mark.recorded_by = mark.session.starts_at, clock.now(), by


def _revision(mark: Mark, *, reason: str = "") -> MarkRevision:
    """The permanent record of this version of the mark."""
    return MarkRevision(
        mark=mark,
        version=mark.version,
        status_code=mark.status.code if mark.status else "",
        minutes_late=mark.minutes_late,
        minutes_present=mark.minutes_present,
        note=mark.note,
        entry=mark.entry,
        reason=reason,
        recorded_at=mark.recorded_at,
        recorded_by=mark.recorded_by,
    )
