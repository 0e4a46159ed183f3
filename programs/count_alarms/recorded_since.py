"""What was recorded about people since a session expected them: departures, outings and ended places.

It is shown beside the name and crosses nobody off: somebody who escaped was in the block when heads were counted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.templatetags.dates import day, hour_on
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Movement
from programs.attendance.rest_check import recorded_meanwhile
from programs.head_counts.count_records import OPENS_BEFORE
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

# What a time means: taken out then, left then, or departure recorded then.
OUT, LEFT, RECORDED = "out", "left", "recorded"


@recorded_meanwhile.register
def recorded_since(session: Session, places: Collection[Enrollment], reader: User) -> dict[int, str]:
    """In words, by key of the place; the training center learns only that a reason is official. One query."""
    return recorded_since_each([(session, places)], reader)[0]


def recorded_since_each(
    waiting: Collection[tuple[Session, Collection[Enrollment]]], reader: User
) -> list[dict[int, str]]:
    """The same for several sessions with their places, in the same order; one query."""
    custody = _of_custody([(session, [place.person_id for place in places]) for session, places in waiting])
    return [_words_of(places, custody.get(session.pk, {}), reader) for session, places in waiting]


def _words_of(places: Collection[Enrollment], custody: dict[int, str], reader: User) -> dict[int, str]:
    found = {}
    for place in places:
        if place.person_id in custody:
            found[place.pk] = custody[place.person_id] if reader.facility_id else _("Official reason")
        elif place.state in (Enrollment.State.ENDED, Enrollment.State.SUSPENDED):
            found[place.pk] = _place_words(place, reader)
    return found


def _of_custody(waiting: Iterable[tuple[Session, list[int]]]) -> dict[int, dict[int, str]]:
    """Outings and departures in words, by keys of session and person; a departure replaces an outing."""
    sessions: dict[int, Session] = {}
    parts: list[QuerySet] = []
    for session, people in waiting:
        if people:
            sessions[session.pk] = session
            parts += [_outings(session, people), _departures(session, people)]
    found: dict[int, dict[int, str]] = {key: {} for key in sessions}
    rows = parts[0].union(*parts[1:]) if parts else []
    for key, person, kind, at, what in sorted(rows, key=lambda row: (row[4] != OUT, row[3])):
        found[key][person] = _custody_words(sessions[key], kind, at, what)
    return found


def _outings(session: Session, people: list[int]) -> QuerySet:
    rows = Movement.objects.filter(person__in=people, back_at__isnull=True, out_at__lte=_until(session))
    return rows.order_by().values_list(_key_of(session), "person", "kind", "out_at", Value(OUT))


def _until(session: Session) -> datetime:
    # While a session is open, its people may be outside the block even after its planned end.
    return max(clock.now(), session.ends_at) if session.state == Session.State.PLANNED else session.ends_at


def _key_of(session: Session) -> Value:
    return Value(session.pk, BigIntegerField())


def _departures(session: Session, people: list[int]) -> QuerySet:
    left_at = F("period__left_at")
    rows = Circumstance.objects.standing().filter(
        Q(period__left_at=None) | Q(period__left_at__lte=_until(session)),
        person__in=people,
        kind__in=Circumstance.DEPARTURES,
        recorded_at__gte=session.starts_at - OPENS_BEFORE,
        # Departures on a later day came after this session.
        happened_on__lte=clock.local(session.ends_at, session.batch.time_zone).date(),
        returned_on=None,
    )
    what = Case(When(period__left_at=None, then=Value(RECORDED)), default=Value(LEFT))
    return rows.order_by().values_list(_key_of(session), "person", "kind", Coalesce(left_at, "recorded_at"), what)


def _custody_words(session: Session, kind: str, at: datetime, what: str) -> str:
    sentences = {
        OUT: _("out %(hour)s: %(kind)s"),
        RECORDED: _("%(kind)s, recorded %(hour)s"),
        LEFT: _("%(kind)s, since %(hour)s"),
    }
    label = str(Movement.Kind(kind).label).lower() if what == OUT else str(Circumstance.Kind(kind).label)
    return sentences[what] % {"kind": label, "hour": hour_on(at, session.date)}


def _place_words(place: Enrollment, reader: User) -> str:
    if place.state == Enrollment.State.SUSPENDED:
        return _("training suspended") if reader.facility_id else _("Official reason")
    reason = place.get_end_reason_display() if reader.facility_id else place.end_reason_for_center
    return _("%(reason)s, since %(day)s") % {"reason": reason, "day": day(place.shown_end)}
