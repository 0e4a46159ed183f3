"""What was recorded of people since a session waits for them: that they left, are out, or gave their place up.

It stands beside the name and crosses nobody off: whoever escaped was in the block when heads were counted.
"""

from collections.abc import Collection

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
    """In words, by key of the place; of custody the training center reads only that it is official. Two queries."""
    people = [place.person_id for place in places]
    if not people:
        return {}
    custody = _outings(session, people) | _departures(session, people)
    found = {}
    for place in places:
        if place.person_id in custody:
            found[place.pk] = custody[place.person_id] if reader.facility_id else _("Official reason")
        elif place.state in (Enrollment.State.ENDED, Enrollment.State.SUSPENDED):
            found[place.pk] = _place_words(place, reader)
    return found


def _outings(session: Session, people: list[int]) -> dict[int, str]:
    rows = Movement.objects.filter(person__in=people, back_at__isnull=True, out_at__lte=session.ends_at)
    words = _("out %(hour)s: %(kind)s")
    return {
        row.person_id: words % {"hour": hour_on(row.out_at, session.date), "kind": str(row.get_kind_display()).lower()}
        for row in rows
    }


def _departures(session: Session, people: list[int]) -> dict[int, str]:
    rows = Circumstance.objects.standing().filter(
        person__in=people,
        kind__in=Circumstance.DEPARTURES,
        recorded_at__gte=session.starts_at - OPENS_BEFORE,
        # Whoever left the house on a later day left it after this session, whenever that is read.
        happened_on__lte=clock.local(session.ends_at, session.batch.facility.time_zone).date(),
        returned_on=None,
    )
    words = _("%(kind)s, recorded %(hour)s")
    return {
        row.person_id: words % {"kind": row.get_kind_display(), "hour": hour_on(row.recorded_at, session.date)}
        for row in rows
    }


def _place_words(place: Enrollment, reader: User) -> str:
    if place.state == Enrollment.State.SUSPENDED:
        return _("training suspended") if reader.facility_id else _("Official reason")
    reason = place.get_end_reason_display() if reader.facility_id else place.end_reason_for_center
    return _("%(reason)s, since %(day)s") % {"reason": reason, "day": day(place.shown_end)}
