"""Dates that limit training: one of each kind in force, and an occasion for when they change."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from core import audit, clock
from core.errors import refuse_if
from core.occasions import Occasion
from inmates.custody.custody_facts import earliest_leaving
from inmates.custody.in_custody import custody_blockers, locked
from inmates.custody.models.stays import LimitingDate
from inmates.people.models import Person

leaving_dates_change: Occasion[Mapping[int, datetime.date | None]] = Occasion()
"""Each person's (key) earliest leaving date before the change; the new one is in the database."""


@transaction.atomic
def set_limiting_date(
    person: Person, *, by: User, kind: str, date: datetime.date | None, source: str
) -> LimitingDate | None:
    """Replaces the date of one kind; None records that it is unknown or no longer known."""
    person = locked(person)
    refuse_if(custody_blockers(person))
    current = person.limiting_dates.filter(kind=kind, replaced_at=None).first()
    # Repeating the same date writes nothing, so that the timeline shows only changes.
    if (current.date, current.source) == (date, source) if current else date is None:
        return current
    # Read before the write: observers compare old and new dates.
    before = earliest_leaving([person.pk])
    if current:
        current.replaced_at = clock.now()
        current.save(update_fields=["replaced_at"])
    new = LimitingDate.objects.create(person=person, kind=kind, date=date, source=source) if date else None
    leaving_dates_change.happens(before)
    audit.record("person.set_limiting_date", by=by, target=person, kind=kind, is_known=bool(date))
    return new
