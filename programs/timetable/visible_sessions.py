"""Fetching the session that a page is about."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from core.http import or_404
from core.statements import Statement
from programs.timetable.models.sessions import Session

RELATED = ("batch__facility", "batch__training_center", "batch__version__program", "unit", "instructor", "cancel_cause")


def visible_session(request: HttpRequest, public_id: UUID) -> Session:
    """The session in the URL with its batch, offices, program and unit; 404 if not visible."""
    session: Session = or_404(_session.first(user=request.user, public_id=public_id))
    return session


@Statement
def _session(user: User, public_id: UUID) -> QuerySet[Session]:
    return Session.objects.visible_to(user).select_related(*RELATED).filter(public_id=public_id)
