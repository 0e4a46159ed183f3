"""What the audit shows about sessions and head counts: their batch, and the figures recorded at the time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.models import AuditEvent
from core.templatetags.dates import day, hour_span
from programs.count_alarms.alarm_notices import differing_words
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import unexplained

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """The session of an act in words, and the figures the act recorded; empty if none."""

    session: str
    figures: str


def facts_of(events: Iterable[AuditEvent], reader: User) -> dict[int, Facts]:
    """What `reader` may know about the events that concern a session, by event key; at most two queries.

    A counting user sees the other side's figure no earlier here than on the counts page.
    """
    about = [event for event in events if event.target_type == Session._meta.label_lower]
    if not about:
        return {}
    rows = Session.objects.filter(pk__in={event.target_id for event in about}).select_related("batch__facility")
    rows = rows.annotate(waits=unexplained())
    sessions = {str(session.pk): session for session in rows.prefetch_related("head_counts")}
    own = count_records.points_for(reader)
    return {event.pk: _facts(event, sessions[event.target_id], own) for event in about if event.target_id in sessions}


def _facts(event: AuditEvent, session: Session, own: tuple[str, ...]) -> Facts:
    named = f"{session.batch.name}, {day(session.date)}, {hour_span(session.starts_at, session.ends_at)}"
    words = FIGURES.get(event.action)
    if event.action == "session.count" and _is_hidden(event.details["point"], session, own):
        label = HeadCount.Point(event.details["point"]).label
        return Facts(named, _("%(point)s: counted, not shown yet") % {"point": label})
    return Facts(named, words(event.details) if words else "")


def _is_hidden(point: str, session: Session, own: tuple[str, ...]) -> bool:
    counts = session.head_counts.all()
    found = {count.point: count.people for count in counts if count.replaced_at is None}
    waits = session.waits
    taken = count_records.taken_points(session, waits=waits)
    return point in found and point not in count_records.readable(found, own, taken)


def _count(details: Details) -> str:
    words = {"point": HeadCount.Point(details["point"]).label, "people": details["after"]}
    if details.get("expected") is None:
        told = _("%(point)s: %(people)s counted") % words
    else:
        told = _("%(point)s: %(people)s counted, %(expected)s expected") % {**words, "expected": details["expected"]}
    if details["before"] is None:
        return told
    if details["before"] == details["after"]:
        return _("%(counted)s (hour corrected)") % {"counted": told}
    return _("%(counted)s (before: %(people)s)") % {"counted": told, "people": details["before"]}


def _pair(details: Details) -> str:
    before, after, points = details.get("before"), details.get("after"), details.get("points")
    if before is None or after is None:
        return ""
    if not points:
        return _("%(before)s and %(after)s") % {"before": before, "after": after}
    from_point, to_point = points
    return differing_words(from_point, to_point, before, after)


def _agreeing(details: Details) -> str:
    return count_records.in_words(details.get("heads", {}))


def _looked_for(details: Details) -> str:
    answers = list(details["people"].values())
    words = {"seen": answers.count(True), "missed": answers.count(False), "back": answers.count(None)}
    if words["back"]:
        return _("%(seen)s seen, %(missed)s not seen, %(back)s taken back") % words
    return _("%(seen)s seen, %(missed)s not seen") % words


FIGURES = {
    "session.count": _count,
    "session.count_alarm": _pair,
    "session.counts_agree": _agreeing,
    "session.explain_counts": _pair,
    "session.finalize": _agreeing,
    "session.look_for": _looked_for,
}
