"""Settles doubtful marks from devices: a person chooses between two marks, once; nothing is decided automatically."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.attendance import held_roll, mark_changes
from programs.attendance.models.marks import Mark
from programs.offline.models import MarkOperation
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import hold_session

MINE, THEIRS, NOTED = (MarkOperation.Resolution.MINE, MarkOperation.Resolution.THEIRS, MarkOperation.Resolution.NOTED)
# Available choices for each kind of doubt; a rejected mark is first recorded on the roll, then noted here.
CHOICES = {
    MarkOperation.Outcome.CONFLICT: (MINE, THEIRS),
    MarkOperation.Outcome.REJECTED: (NOTED,),
}


def waiting_for(user: User) -> QuerySet[MarkOperation]:
    """Operations `user` can settle now. In closed sessions, only those who may correct attendance can."""
    found = MarkOperation.objects.visible_to(user).waiting()
    if user.has_perm("programs.correct_attendance"):
        return found
    if user.has_perm("programs.mark_attendance"):
        return found.exclude(session__state=Session.State.FINALIZED)
    return found.none()


def standing_mark(operation: MarkOperation) -> Mark | None:
    """The mark currently recorded for the person of the operation."""
    marks = Mark.objects.select_related("status", "recorded_by")
    return marks.filter(session=operation.session_id, enrollment=operation.enrollment_id).first()


def blockers(operation: MarkOperation, *, by: User, choice: str) -> list[Blocker]:
    """Why `by` cannot settle the operation this way. Objections to the mark itself are raised on writing it."""
    if operation.resolved_at or operation.outcome == MarkOperation.Outcome.ACCEPTED:
        return [Blocker("resolved", _("Someone has already decided on this mark."))]
    reasons = []
    if not waiting_for(by).filter(pk=operation.pk).exists():
        reasons.append(Blocker("not_allowed", _("You do not decide on marks of this session.")))
    if choice not in CHOICES[MarkOperation.Outcome(operation.outcome)]:
        reasons.append(Blocker("no_such_choice", _("Choose one of the two marks.")))
    return reasons


@transaction.atomic
def resolve(
    operation: MarkOperation, *, by: User, choice: str, version: int | None = None, reason: str = ""
) -> MarkOperation:
    """Settles a conflict with `mine` (the device's mark) or `theirs` (the recorded one), a rejected mark with `noted`.

    `version` is that of the recorded mark the person saw; if it has changed, raises `held_roll.StaleMark`. `reason` is
    required where corrections need one. Raises `RuleViolation`.
    """
    # The session is locked before the operation, as in replaying.
    hold_session(operation.session_id)
    found = MarkOperation.objects.select_for_update().get(pk=operation.pk)
    refuse_if(blockers(found, by=by, choice=choice))
    standing = standing_mark(found)
    if standing and version is not None and version != standing.version:
        raise held_roll.StaleMark(standing)
    if choice == MINE:
        mark_changes.mark(
            found.session,
            found.enrollment,
            by=by,
            status=found.status_code,
            minutes_late=found.minutes_late,
            note=found.note,
            version=version,
            reason=reason,
        )
    found.resolution, found.resolved_by, found.resolved_at = choice, by, clock.now()
    found.save(update_fields=["resolution", "resolved_by", "resolved_at"])
    audit.record(
        "mark_operation.resolve",
        by=by,
        target=found,
        session=found.session_id,
        enrollment=found.enrollment_id,
        choice=choice,
    )
    return found
