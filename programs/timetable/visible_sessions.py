"""Fetching the session that a page is about."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from core.http import or_404
from core.statements import Statement
from programs.timetable.models.sessions import Session

OF_BATCH = ("batch__facility", "batch__training_center", "batch__version__program")
RELATED = (*OF_BATCH, "unit", "instructor", "cancel_cause")


def visible_session(request: HttpRequest, public_id: UUID) -> Session:
    """The session in the URL with its batch, offices, program and unit; 404 if not visible."""
    session: Session = or_404(_session.first(user=request.user, public_id=public_id))
    return session


def held_session(request: HttpRequest, public_id: UUID) -> Session:
    """The same without unit and instructor, locked until the transaction ends, for a form that changes what belongs to
    it; see `session_lock`.
    """
    session: Session = or_404(_held.first(user=request.user, public_id=public_id))
    return session


@Statement
def _held(user: User, public_id: UUID) -> QuerySet[Session]:
    # Only what a session never changes is joined: PostgreSQL finds no row at all if the wait for the lock ends with
    # another instructor or unit than the one joined before it.
    visible = Session.objects.visible_to(user).select_related(*OF_BATCH)
    return visible.select_for_update(of=("self",)).filter(public_id=public_id)


@Statement
def _session(user: User, public_id: UUID) -> QuerySet[Session]:
    return Session.objects.visible_to(user).select_related(*RELATED).filter(public_id=public_id)
