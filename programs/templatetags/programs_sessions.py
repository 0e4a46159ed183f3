"""What pages say about a session, to whoever reads it."""

from django import template

from accounts.models import User
from programs.timetable.models.sessions import Session

register = template.Library()


@register.filter
def cancel_words(session: Session, reader: User) -> str:
    """Why the session was cancelled, as the reader's office may know it."""
    return session.cancel_words(for_facility=reader.facility_id is not None)
