"""Substitutes for single sessions. A substitute sees that session and nothing else of the batch."""

from copy import copy

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.batches.models import BatchStaff
from programs.timetable.clashes import clash_blockers, overlaps_refused
from programs.timetable.models.sessions import Session
from programs.timetable.session_change import locked_session, open_blockers


def candidates(session: Session) -> QuerySet[User]:
    """Possible substitutes: other instructors of the training center."""
    people = User.objects.filter(training_center=session.batch.training_center_id, is_active=True)
    return people.with_role(Role.INSTRUCTOR).exclude(pk=session.instructor_id)


def owner_of(session: Session) -> User:
    """The session's instructor by schedule, whoever substitutes."""
    return session.substitute_for or session.instructor


def substitute_blockers(session: Session, instructor: User) -> list[Blocker]:
    """Why `instructor` cannot teach this session."""
    found = open_blockers(session)
    if found:
        return found
    if not candidates(session).filter(pk=instructor.pk).exists():
        sentence = _("Choose an active instructor of the training center who does not teach this session already.")
        return [Blocker("no_candidate", sentence)]
    batch = session.batch
    assesses = BatchStaff.objects.filter(batch=batch, user=instructor, duty=BatchStaff.Duty.ASSESSOR)
    # Instructors do not assess people they have taught (BNSP: assessor separate from trainer).
    if not batch.version.trainer_may_assess and assesses.exists():
        message = _("%(name)s assesses this batch, so somebody else has to teach it.") % {"name": instructor}
        found.append(Blocker("assessor_teaches", message))
    wanted = copy(session)
    wanted.instructor = instructor
    return found + clash_blockers(batch, [wanted])


@transaction.atomic
def substitute(session: Session, *, by: User, instructor: User) -> Session:
    """Assigns `instructor` to this session; assigning its own instructor ends the substitution."""
    session = locked_session(session)
    refuse_if(substitute_blockers(session, instructor))
    before, owner = session.instructor_id, owner_of(session)
    session.instructor = instructor
    session.substitute_for = None if instructor == owner else owner
    session.changed_at = clock.now()
    with overlaps_refused():
        session.save(update_fields=["instructor", "substitute_for", "changed_at"])
    audit.record("session.substitute", by=by, target=session, before=before, after=instructor.pk)
    return session
