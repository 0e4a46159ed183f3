"""What was recorded of people since a session waits for them: that they left, are out, or gave their place up.

It stands beside the name and crosses nobody off: whoever escaped was in the block when heads were counted.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.templatetags.dates import day, hour_on
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Movement
from programs.head_counts.count_records import OPENS_BEFORE
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


def recorded_since(session: Session, places: Collection[Enrollment], reader: User) -> dict[int, str]:
    """In words, by key of the place; of custody the training center reads only that it is official. One query."""
    people = [place.person_id for place in places]
    if not people:
        return {}
    custody = _of_custody(session, people)
    found = {}
    for place in places:
        if place.person_id in custody:
            found[place.pk] = custody[place.person_id] if reader.facility_id else _("Official reason")
        elif place.state in (Enrollment.State.ENDED, Enrollment.State.SUSPENDED):
            found[place.pk] = _place_words(place, reader)
    return found


def _of_custody(session: Session, people: list[int]) -> dict[int, str]:
    """Outings and departures, by key of the person; a departure tells more than an outing."""
    # As long as a session is open people of it may be out of the block, whatever the hour.
    until = clock.now() if session.state == Session.State.PLANNED else session.ends_at
    out = Movement.objects.filter(person__in=people, back_at__isnull=True, out_at__lte=max(until, session.ends_at))
    rows = out.order_by().values_list("person", "kind", "out_at", Value(False))
    gone = _departures(session, people).order_by().values_list("person", "kind", "recorded_at", Value(True))
    found = sorted(rows.union(gone), key=lambda row: (row[3], row[2]))
    return {person: _custody_words(session, kind, at, is_gone=is_gone) for person, kind, at, is_gone in found}


def _departures(session: Session, people: list[int]) -> QuerySet[Circumstance]:
    return Circumstance.objects.standing().filter(
        person__in=people,
        kind__in=Circumstance.DEPARTURES,
        recorded_at__gte=session.starts_at - OPENS_BEFORE,
        # Whoever left the house on a later day left it after this session, whenever that is read.
        happened_on__lte=clock.local(session.ends_at, session.batch.facility.time_zone).date(),
        returned_on=None,
    )


def _custody_words(session: Session, kind: str, at: datetime, *, is_gone: bool) -> str:
    words = _("%(kind)s, recorded %(hour)s") if is_gone else _("out %(hour)s: %(kind)s")
    label = str(Circumstance.Kind(kind).label) if is_gone else str(Movement.Kind(kind).label).lower()
    return words % {"kind": label, "hour": hour_on(at, session.date)}


def _place_words(place: Enrollment, reader: User) -> str:
    if place.state == Enrollment.State.SUSPENDED:
        return _("training suspended") if reader.facility_id else _("Official reason")
    reason = place.get_end_reason_display() if reader.facility_id else place.end_reason_for_center
    return _("%(reason)s, since %(day)s") % {"reason": reason, "day": day(place.shown_end)}
