"""The roll of one session, locked while its marks change: what it says, and what each change would write."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Blocker, RuleViolation, refuse_if
from core.statements import Statement
from programs.attendance import held_places, known_absences, mark_rules
from programs.attendance.held_places import HeldPlaces
from programs.attendance.models.marks import AttendanceStatus, Mark, attendance_statuses
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import hold_session, locked_with_batch_before


class StaleMark(RuleViolation):
    """Somebody else has changed the mark since it was read. `mark` is the current one; nothing was written."""

    def __init__(self, mark: Mark):
        self.mark = mark
        sentence = _("Somebody else has recorded this person in the meantime. Look at both and choose.")
        super().__init__(Blocker("stale_mark", sentence))


@dataclass(frozen=True)
class Change:
    """A requested change to one person's mark at a session.

    `status` is the code of an offered status, or None to take the mark back; `minutes_late` counts from the start of
    the session. `version` is the version that the writer saw (0: no mark); if the current version differs, the change
    is stale. None skips this check.
    """

    enrollment: Enrollment
    status: str | None
    minutes_late: int = 0
    note: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The outcome of a change: the mark's row as it stands now and, if the change was refused, why."""

    mark: Mark | None
    refusal: RuleViolation | None = None
    is_written: bool = False

    def result(self) -> Mark | None:
        """The mark's row. Raises the refusal, if there is one."""
        if self.refusal:
            raise self.refusal
        return self.mark


@dataclass(frozen=True)
class HeldRoll:
    """A session, locked until the transaction ends, with what is needed to judge the changes requested by `by`."""

    session: Session
    by: User
    entry: str
    reason: str
    # Why no mark can be recorded here, and why none can be taken back.
    reasons: list[Blocker]
    reasons_to_keep: list[Blocker]
    statuses: dict[str, AttendanceStatus]
    # What the facility has announced, by person (key); loaded only for users who may not see it.
    announced: dict[int, AttendanceStatus]
    places: HeldPlaces

    @classmethod
    def held(
        cls,
        session: Session,
        changes: Sequence[Change],
        *,
        by: User,
        entry: str,
        reason: str,
        places: HeldPlaces | None = None,
    ) -> "HeldRoll":
        """Locks the session and these places, and loads what the changes need.

        A caller that holds the session already, with all these places, hands both in.
        """
        if places is None:
            session = locked_with_batch_before(session)
            places = held_places.of_keys(session, sorted(change.enrollment.pk for change in changes), by=by)
        asks_announced = not by.facility_id and any(change.status == mark_rules.DUTY for change in changes)
        known = known_absences.known_at(session) if asks_announced else {}
        reasons = mark_rules.blockers(session, by=by, reason=reason, may_reach=places.may_reach)
        return cls(
            session=session,
            by=by,
            entry=entry,
            reason=reason.strip(),
            reasons=reasons,
            reasons_to_keep=mark_rules.taking_back_blockers(session, reasons),
            statuses={status.code: status for status in attendance_statuses() if status.is_offered},
            announced={person: absence.status for person, absence in known.items()},
            places=places,
        )

    def outcome_of(self, change: Change) -> Outcome:
        """The outcome of the change. A mark to be written already has its new values; nothing is saved here."""
        row = self.places.marks.get(change.enrollment.pk)
        try:
            return self._taken_back(row, change) if change.status is None else self._recorded(row, change)
        except RuleViolation as refusal:
            return Outcome(row, refusal)

    def _recorded(self, row: Mark | None, change: Change) -> Outcome:
        chosen, note = self._chosen(change), change.note.strip()
        # When a mark changes from late to present, the form still sends the previous minutes.
        minutes_late = change.minutes_late if chosen and chosen.takes_minutes_late else 0
        reasons = self.reasons + self._reasons_against(change, chosen, minutes_late, note)
        if reasons or chosen is None:
            raise RuleViolation(reasons)
        if row and _says(row, chosen, minutes_late, note, self.by):
            return Outcome(row)
        _refuse_stale(row, change.version)
        row = row or Mark(enrollment=change.enrollment, version=0)
        row.status, row.minutes_late, row.note, row.entry = chosen, minutes_late, note, self.entry
        return Outcome(row, is_written=True)

    def _taken_back(self, row: Mark | None, change: Change) -> Outcome:
        refuse_if(self.reasons_to_keep)
        if row is None or row.status is None:
            return Outcome(row)
        _refuse_stale(row, change.version)
        row.status, row.minutes_late, row.note, row.entry = None, 0, "", Mark.Entry.DIRECT
        return Outcome(row, is_written=True)

    def _chosen(self, change: Change) -> AttendanceStatus | None:
        """The status to record, or None if `by` may not record the one requested.

        "Duty" from the training center becomes the custody reason that the facility has announced, if any. Only the
        facility may choose a specific custody reason.
        """
        announced = self.announced.get(change.enrollment.person_id) if change.status == mark_rules.DUTY else None
        if announced and announced.is_custody_reason:
            return announced
        status = self.statuses.get(str(change.status))
        is_for_facility = status is not None and status.is_custody_reason and status.code != mark_rules.DUTY
        return None if is_for_facility and not self.by.facility_id else status

    def _reasons_against(
        self, change: Change, status: AttendanceStatus | None, minutes_late: int, note: str
    ) -> list[Blocker]:
        reasons = []
        if change.enrollment.pk not in self.places.on_roll:
            reasons.append(Blocker("not_expected", _("This person is not expected at this session.")))
        if status is None:
            return [*reasons, Blocker("no_such_status", _("Choose one of the statuses."))]
        # Lateness is measured by the clock, so it can last until the end of the session, break included.
        most = self.session.minutes_with_break
        if status.takes_minutes_late and not 0 < minutes_late <= most:
            sentence = _("Write how many minutes late, from 1 to %(most)s.") % {"most": most}
            reasons.append(Blocker("minutes_late", sentence))
        if status.needs_note and not note:
            reasons.append(Blocker("note_missing", _("This status needs a note: say why.")))
        return reasons


def _refuse_stale(found: Mark | None, version: int | None) -> None:
    """Refuses a change based on an outdated mark: two devices may record the same person at once."""
    # A writer who saw no mark is up to date if there is none now, even if one was taken back in between.
    if version is None or version == (found.version if found and found.status else 0):
        return
    if found is None:
        raise RuleViolation(Blocker("no_such_version", _("This mark is gone. Load the page again.")))
    raise StaleMark(found)


def _says(found: Mark, status: AttendanceStatus, minutes_late: int, note: str, by: User) -> bool:
    """Whether the mark already says this. For the training center, "Duty" equals any custody reason."""
    if found.status is None:
        return False
    code = mark_rules.code_for(by, status)
    same_status = mark_rules.code_for(by, found.status) == code
    # The note is kept too: the training center cannot see it, so it cannot have changed it.
    if same_status and code == mark_rules.DUTY:
        return True
    return same_status and (found.minutes_late, found.note) == (minutes_late, note)


def hold_places(session: Session) -> None:
    """Locks the session and the places of its batch, for a form that runs several commands that write marks.

    Each command ends by locking the audit chain, which must come last. Whatever later commands need is therefore locked
    first.
    """
    hold_session(session.pk)
    places = Enrollment.objects.select_for_update(no_key=True).filter(batch=session.batch_id)
    list(places.order_by("pk").values_list("pk"))


@Statement
def rows_of_places(session: int, keys: list[int]) -> QuerySet:
    """The row of each of these places at the session, including marks taken back."""
    rows = Mark.with_taken_back.select_related("status", "recorded_by")
    return rows.filter(session=session, enrollment__in=keys)
