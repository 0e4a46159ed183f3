"""Values that depend on who reads them, or on whom they name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inmates.people.names import name_key
from programs.attendance import mark_rules
from programs.attendance.attendance_figures import word_of
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.entry_rules.rule_parts import Answer
from programs.places.models import Enrollment
from reports.subject_file.columns import Coded, Plain, Value
from reports.subject_file.custody_tables import ONE_OTHER

ADMINISTRATIVE = Coded("administrative", _("Ended early – administrative"))
OFFICIAL = Coded("official", _("Official reason"))


def end_reason(row: Any, reader: User) -> Value:
    """Why a place ended; a center reads only the open reasons."""
    if not row.end_reason:
        return ""
    is_open = reader.facility_id or row.end_reason in Enrollment.OPEN_REASONS
    return Coded(row.end_reason, row.get_end_reason_display()) if is_open else ADMINISTRATIVE


def rest_reason(row: Any, reader: User) -> Value:
    """Why a place was suspended; never shown to a center."""
    return Coded(row.reason, row.get_reason_display()) if reader.facility_id else OFFICIAL


def _seen(status: AttendanceStatus, reader: User) -> Coded:
    for_facility = bool(reader.facility_id)
    return Coded(mark_rules.code_for(reader, status), word_of(status, for_facility=for_facility))


def mark_status(row: Any, reader: User) -> Value:
    """The status of a mark as the reader's office may see it."""
    return _seen(row.status, reader)


def with_statuses(rows: list[Any]) -> None:
    """Attaches the catalog of statuses to versions of marks, which store only a code; one query.

    If rows are versions in order, `was_away` tells whether the previous one was a custody reason, and `is_theirs`
    whether the facility wrote the note.
    """
    statuses = {status.code: status for status in AttendanceStatus.objects.all()}
    mark, was_away, secret = None, False, ""
    for row in rows:
        is_same = mark is not None and mark == getattr(row, "mark_id", None)
        row.statuses, row.was_away = statuses, was_away and is_same
        # A recalculated version repeats the note of the facility under the name of whoever closed the session.
        row.is_theirs = _is_of_facility(row) or (is_same and row.note == secret)
        status = statuses.get(row.status_code)
        mark, was_away = getattr(row, "mark_id", None), status is not None and status.is_custody_reason
        secret = row.note if row.is_theirs else ""


def _is_of_facility(row: Any) -> bool:
    # What came from a device was written by an instructor.
    return bool(hasattr(row, "recorded_by") and row.recorded_by.facility_id)


def revised_status(row: Any, reader: User) -> Value:
    """The same for an earlier version, using the catalog attached by `with_statuses`."""
    status = row.statuses.get(row.status_code)
    return _seen(status, reader) if status else Coded("", str(_("Taken back")))


def mark_entry(row: Any, reader: User) -> Value:
    """How a mark or version was entered; a version stores only the code."""
    return Coded(row.entry, str(Mark.Entry(row.entry).label))


def mark_note(name: str) -> Any:
    """A note on a mark or version; a center does not read it if this or the previous status is a custody reason."""

    def read(row: Any, reader: User) -> Value:
        status = row.statuses.get(row.status_code) if hasattr(row, "status_code") else row.status
        is_away = status is not None and status.is_custody_reason
        hidden = (is_away or getattr(row, "was_away", False)) and not reader.facility_id
        return "" if hidden else getattr(row, name)

    return read


def note_of_mark(row: Any, reader: User) -> Value:
    """The note on a mark or version; a center does not read what the facility wrote."""
    is_theirs = row.is_theirs if hasattr(row, "is_theirs") else _is_of_facility(row)
    return "" if is_theirs and not reader.facility_id else mark_note("note")(row, reader)


def correction_reason(row: Any, reader: User) -> Value:
    """Why a mark was corrected; a center does not read what the facility wrote."""
    return "" if _is_of_facility(row) and not reader.facility_id else mark_note("reason")(row, reader)


def handed_to(row: Any, reader: User) -> Value:
    """Who received a certificate: the holder by name, anybody else without."""
    return received(row.received_by, row.certificate.enrollment.person.full_name)


def received(receiver: str, holder: str) -> Value:
    """The receiver of a certificate, named only if it is the holder."""
    return Plain(receiver if name_key(receiver) == name_key(holder) else str(ONE_OTHER))


def answers(name: str) -> Any:
    """What the entry rules answered, of the rows kept in the field of this name."""
    return lambda row, reader: [Answer.from_row(answer) for answer in getattr(row, name)]


def block_signs(name: str) -> Any:
    """Signs of blocks of units, in the field of this name."""
    return lambda row, reader: list(getattr(row, name))
