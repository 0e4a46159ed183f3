"""Doubtful marks from devices and the recorded ones, as one reader may see both."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from programs.attendance import roll_rows
from programs.attendance.mark_changes import UNMARKED
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.attendance.roll_rows import Entry
from programs.offline.models import MarkOperation

RELATED = (
    "session__batch__facility",
    "session__batch__training_center",
    "session__unit",
    "enrollment__person",
    "received_by",
    "resolved_by",
)


@dataclass(frozen=True)
class Doubt:
    """An operation and the recorded mark, each in words and as an entry. Without a recorded mark, `theirs` is None."""

    operation: MarkOperation
    mine: Entry
    mine_word: str
    mark: Mark | None
    theirs: Entry
    theirs_word: str

    @property
    def is_conflict(self) -> bool:
        """Whether two marks contradict each other; otherwise the device's mark was rejected."""
        return self.operation.outcome == MarkOperation.Outcome.CONFLICT

    @property
    def version(self) -> int:
        """Version of the recorded mark; 0 if there is none."""
        return self.mark.version if self.mark else 0


def of(operations: Sequence[MarkOperation], reader: User) -> list[Doubt]:
    """Each operation with the current mark; two queries in total."""
    sessions, places = {one.session_id for one in operations}, {one.enrollment_id for one in operations}
    marks = Mark.objects.filter(session__in=sessions, enrollment__in=places).select_related("status", "recorded_by")
    found = {(mark.session_id, mark.enrollment_id): mark for mark in marks}
    statuses = {status.code: status for status in AttendanceStatus.objects.all()}
    return [_doubt(one, found.get((one.session_id, one.enrollment_id)), statuses, reader) for one in operations]


def _word_without_status(code: str) -> str:
    return _("Take the mark back") if code == UNMARKED else code


def _doubt(operation: MarkOperation, mark: Mark | None, statuses: dict[str, AttendanceStatus], reader: User) -> Doubt:
    status = statuses.get(operation.status_code)
    late = operation.minutes_late if status and status.takes_minutes_late else 0
    word = roll_rows.label_of(status, reader) if status else _word_without_status(operation.status_code)
    theirs = roll_rows.entry_of(mark, reader) if mark else Entry()
    theirs_word = roll_rows.label_of(mark.status, reader) if mark else ""
    return Doubt(operation, Entry(operation.status_code, late, operation.note), word, mark, theirs, theirs_word)
