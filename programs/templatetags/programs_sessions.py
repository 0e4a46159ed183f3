"""Texts about a session or its batch that depend on the reader."""

from django import template

from accounts.models import User
from accounts.office_words import words_for
from programs.batches.models import Batch
from programs.timetable.models.sessions import Session

register = template.Library()


@register.filter
def cancel_words(cancelled: Session | Batch, reader: User) -> str:
    """Why the session or batch was cancelled, as far as the reader may know."""
    return cancelled.cancel_words(for_facility=reader.facility_id is not None)


@register.filter
def override_words(batch: Batch, reader: User) -> str:
    """Why the head of the detention center lets the batch run outside an agreement, as far as the reader may know."""
    return words_for(batch.agreement_override, of_center=False, for_facility=reader.facility_id is not None)
