"""Replays marks from a device: each once, by its id, in the device's order, never by its clock.

Each operation has its own transaction, so that answered ones are kept and unanswered ones can be resent. None is lost:
a rejected one is kept with its reason until a person has dealt with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleViolation
from programs.attendance import held_roll, mark_changes, mark_rules, roll_rows
from programs.attendance.models.marks import Mark
from programs.offline.models import MarkOperation, OfflinePack
from programs.places.models import Enrollment
from programs.timetable.session_lock import hold_session

Outcome = MarkOperation.Outcome
DUPLICATE = "duplicate"
LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Operation:
    """One mark as sent by a device. `made_at` is the device's clock and decides nothing."""

    id: UUID
    device: UUID
    sequence: int
    session: UUID
    person: UUID
    status: str
    base_version: int
    made_at: datetime
    minutes_late: int = 0
    note: str = ""


@dataclass(frozen=True)
class Answer:
    """The result of one operation.

    `answer` is accepted, duplicate, conflict or rejected; for a duplicate, `outcome` is the original answer. `word`
    and `version` describe the current mark as the sender may read it; `version` is 0 if there is none.
    """

    id: UUID
    answer: str
    outcome: str
    message: str = ""
    version: int = 0
    status: str = ""
    word: str = ""


def replay(pack: OfflinePack, operations: Iterable[Operation], *, by: User) -> list[Answer]:
    """Replays each operation once, in order of device and sequence, and returns the results.

    Call it outside a transaction, so that each answer is committed at once. Raises `ValueError` for another user's
    pack: look the pack up among those of `by`.
    """
    if pack.user_id != by.pk:
        raise ValueError("A pack is replayed by its own user only.")
    return [_take(pack, one, by) for one in sorted(operations, key=order)]


def order(operation: Operation) -> tuple[UUID, int]:
    """Sort key of an operation within its pack: device and sequence, regardless of the clock."""
    return operation.device, operation.sequence


@transaction.atomic
def _take(pack: OfflinePack, operation: Operation, by: User) -> Answer:
    session = pack.sessions.filter(public_id=operation.session).first()
    people = Enrollment.objects.filter(batch__sessions=session, public_id=operation.person)
    enrollment = people.first() if session else None
    if session is None or enrollment is None:
        # There is nothing to attach a row to; the device keeps the mark and shows this sentence.
        sentence = _("This mark belongs to no session and person of the pack. Record it on the roll of the session.")
        return Answer(operation.id, Outcome.REJECTED, Outcome.REJECTED, sentence)
    # Locked before looking for the row, so that a simultaneous duplicate waits for the first one.
    hold_session(session.pk)
    row = MarkOperation(
        id=operation.id,
        pack=pack,
        device=operation.device,
        sequence=operation.sequence,
        session=session,
        enrollment=enrollment,
        status_code=operation.status,
        minutes_late=operation.minutes_late,
        note=operation.note,
        base_version=operation.base_version,
        made_at=operation.made_at,
        received_by=by,
        received_at=clock.now(),
    )
    known = MarkOperation.objects.filter(pk=operation.id).first()
    if known:
        return _again(known, row, by)
    _decide(row, by)
    row.save(force_insert=True)
    return _answer(row, row.outcome, by)


def _again(known: MarkOperation, row: MarkOperation, by: User) -> Answer:
    """Repeats the original answer; a reused id with other content is refused without examining it."""
    if (known.received_by_id, known.session_id, known.enrollment_id) != (by.pk, row.session_id, row.enrollment_id):
        sentence = _("This mark carries the number of another one. Record it on the roll of the session.")
        return Answer(row.id, Outcome.REJECTED, Outcome.REJECTED, sentence)
    return _answer(known, DUPLICATE, by)


def _decide(row: MarkOperation, by: User) -> None:
    """Writes the mark if allowed, and records the outcome on the row."""
    if _later(row).exists():
        # It arrived late: the person at the device has since chosen something else.
        row.outcome, row.message = Outcome.ACCEPTED, _("A later mark from the same device holds.")
    elif row.pack.is_over(row.received_at):
        row.outcome, row.message = Outcome.REJECTED, _expired()
    else:
        _record(row, by)
    if row.outcome != Outcome.REJECTED:
        overtaken = _of_device(row).filter(sequence__lt=row.sequence, outcome=Outcome.CONFLICT, resolution="")
        overtaken.update(resolution=MarkOperation.Resolution.OVERTAKEN, resolved_at=row.received_at, resolved_by=by)


def _record(row: MarkOperation, by: User) -> None:
    if row.status_code == mark_changes.UNMARKED:
        _take_back(row, by)
        return
    found = Mark.objects.select_related("status").filter(session=row.session_id, enrollment=row.enrollment_id).first()
    try:
        mark = mark_changes.mark(
            row.session,
            row.enrollment,
            by=by,
            status=row.status_code,
            minutes_late=row.minutes_late,
            note=row.note,
            version=_known_version(row),
        )
    except held_roll.StaleMark as stale:
        # If the recorded mark was taken back, there is nothing to choose between.
        row.outcome = Outcome.CONFLICT if stale.mark.status else Outcome.REJECTED
        row.message = _short(str(stale))
    except RuleViolation as violation:
        is_closed = {reason.code for reason in violation.reasons} == {"locked"}
        # If a closed roll says something else, a supervisor decides between the two.
        row.outcome = Outcome.CONFLICT if found and is_closed else Outcome.REJECTED
        row.message = _short(str(violation))
        if found and is_closed and _says_so(found, row, by):
            row.outcome, row.message, row.version = Outcome.ACCEPTED, "", found.version
    else:
        row.outcome, row.version = Outcome.ACCEPTED, mark.version


def _take_back(row: MarkOperation, by: User) -> None:
    """Takes the mark back. If somebody else has changed it meanwhile, the operation is rejected instead."""
    try:
        mark = mark_changes.unmark(row.session, row.enrollment, by=by, version=_known_version(row))
    except held_roll.StaleMark:
        row.outcome = Outcome.REJECTED
        row.message = _("Somebody else has recorded this person in the meantime. That mark stands.")
    except RuleViolation as violation:
        row.outcome, row.message = Outcome.REJECTED, _short(str(violation))
    else:
        row.outcome, row.version = Outcome.ACCEPTED, mark.version if mark else 0


def _known_version(row: MarkOperation) -> int:
    """The version the mark is based on: the one sent to the device, or the one its own later operations created."""
    rows = Mark.with_taken_back.filter(session=row.session_id, enrollment=row.enrollment_id)
    found = rows.values("version", "status").first()
    if found and _of_device(row).filter(outcome=Outcome.ACCEPTED, version=found["version"]).exists():
        # If the device itself took the mark back, none is left, which is version 0.
        return found["version"] if found["status"] else 0
    return row.base_version


def _says_so(found: Mark, row: MarkOperation, by: User) -> bool:
    seen = roll_rows.entry_of(found, by)
    late = row.minutes_late if found.status and found.status.takes_minutes_late else 0
    return (seen.status, seen.minutes_late, seen.note) == (row.status_code, late, row.note.strip())


def _of_device(row: MarkOperation) -> QuerySet[MarkOperation]:
    """Other operations of this device about this person at this session."""
    return MarkOperation.objects.filter(device=row.device, session=row.session_id, enrollment=row.enrollment_id)


def _later(row: MarkOperation) -> QuerySet[MarkOperation]:
    return _of_device(row).filter(sequence__gt=row.sequence).exclude(outcome=Outcome.REJECTED)


def _expired() -> str:
    return _("The mark came more than 72 hours after the preparation. Let a supervisor record it with a reason.")


def _short(sentence: str) -> str:
    return sentence[:LONGEST_MESSAGE]


def _answer(row: MarkOperation, answer: str, by: User) -> Answer:
    mark = Mark.objects.select_related("status").filter(session=row.session_id, enrollment=row.enrollment_id).first()
    if mark is None:
        return Answer(row.pk, answer, row.outcome, row.message)
    status, word = mark_rules.code_for(by, mark.status), str(roll_rows.label_of(mark.status, by))
    return Answer(row.pk, answer, row.outcome, row.message, mark.version, status, word)
