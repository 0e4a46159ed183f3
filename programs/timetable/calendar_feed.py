"""An instructor's sessions as an iCalendar feed (RFC 5545), without a trace of people in custody.

Calendars are stored on phones and with foreign companies. An entry therefore gives unit, time and room, but no batch,
facility or participant.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from accounts.models import User
from core import clock
from inmates.custody.telltale_words import telltale_words
from programs.timetable.models.sessions import Session

DAYS_BACK = timedelta(days=60)
DAYS_AHEAD = timedelta(days=400)
# Sequence numbers are seconds since then: RFC 5545 requires small numbers that increase with each change.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_BLOCK = re.compile(r"\bblok\b", re.IGNORECASE)


def sessions_of(user: User) -> QuerySet[Session]:
    """Sessions of the calendar: the user's own, including those taken over by a substitute."""
    today = clock.today(user.time_zone)
    return (
        Session.objects.visible_to(user)
        .filter(Q(instructor=user) | Q(substitute_for=user), date__range=(today - DAYS_BACK, today + DAYS_AHEAD))
        .select_related("unit", "batch__facility", "batch__training_center")
        .order_by("starts_at", "pk")
    )


def feed(user: User) -> bytes:
    """The user's calendar, in their language."""
    sessions = list(sessions_of(user))
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Terampil//Terampil//ID")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Teaching schedule"))
        calendar.add("x-published-ttl", "PT1H")
        for zone in sorted({session.batch.time_zone for session in sessions}):
            calendar.add_component(_zone(zone))
        for session in sessions:
            calendar.add_component(_event(session, user))
    content: bytes = calendar.to_ical()
    return content


def _event(session: Session, user: User) -> Event:
    zone = session.batch.time_zone
    # Replaced instructors keep the entry as cancelled: a calendar program may not notice one that disappears.
    is_off = session.state == Session.State.CANCELLED or session.instructor_id != user.pk
    event = Event()
    event.add("uid", f"{session.public_id}@terampil")
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("last-modified", session.changed_at.astimezone(UTC))
    event.add("sequence", max(int((session.changed_at - EPOCH).total_seconds()), 0))
    event.add("dtstart", clock.local(session.starts_at, zone))
    event.add("dtend", clock.local(session.ends_at, zone))
    event.add("summary", _neutral(session.unit.title) or _("Teaching"))
    if room := _neutral(session.room):
        event.add("location", room)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return event


def _neutral(text: str) -> str:
    """The text, or an empty string if it hints at custody: planners name rooms freely."""
    return "" if telltale_words(text) or _BLOCK.search(text) else text


def _zone(name: str) -> Timezone:
    """A VTIMEZONE component, as calendar programs expect. Indonesia has had no daylight saving time since 1964."""
    moment = EPOCH.astimezone(ZoneInfo(name))
    standard = TimezoneStandard()
    # RFC 5545, 3.6.5: a local time without a time zone.
    standard.add("dtstart", datetime.combine(date(1970, 1, 1), time()))
    standard.add("tzoffsetfrom", moment.utcoffset())
    standard.add("tzoffsetto", moment.utcoffset())
    standard.add("tzname", moment.tzname())
    zone = Timezone()
    zone.add("tzid", name)
    zone.add_component(standard)
    return zone
