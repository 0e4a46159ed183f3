"""The alarm notice shown on every page to those who must know."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from programs.count_alarms import alarm_notices
from programs.count_alarms.models import CountAlarm
from programs.timetable.models.sessions import Session

register = template.Library()


@register.inclusion_tag("programs/count_alarms/_alarm_strip.html", takes_context=True)
def alarm_strip(context: Context) -> dict[str, Any]:
    """The loudest alarm that the reader must know of, and the number of others."""
    user = context.get("user")
    loud = [notice for notice in alarm_notices.notices_for(user) if notice.is_loud] if user else []
    return {"notice": loud[0] if loud else None, "more": len(loud) - 1}


@register.filter
def alarm_head(alarm: CountAlarm) -> str:
    """How many people were missing, or too many."""
    return alarm_notices.head_words(alarm)


@register.filter
def alarm_pair(alarm: CountAlarm) -> str:
    """The two head counts that differed."""
    return alarm_notices.pair_words(alarm)


@register.filter
def alarm_words(alarm: CountAlarm) -> str:
    """The text of an alarm: its current words while it is open, afterwards what it was about."""
    words = alarm_notices.words_of(alarm) if alarm.is_open else (alarm_head(alarm), alarm_pair(alarm))
    return ": ".join(words)


@register.simple_tag
def count_state(session: Session, figures: list[int | None]) -> dict[str, str]:
    """The state of a session's four head counts: kind and word of a tag, and the counts that the reader may see."""
    known = [people for people in figures if people is not None]
    words = "–".join("…" if people is None else str(people) for people in figures)
    if any(alarm.is_open for alarm in session.count_alarms.all()):
        return {"kind": "bad", "word": _("Not explained"), "figures": words}
    present = session.present
    if session.state == Session.State.FINALIZED and present != figures[1]:
        return {"kind": "warn", "word": _("Roll does not match"), "figures": words}
    if len(set(known)) > 1:
        return {"kind": "warn", "word": _("Differed, explained"), "figures": words}
    if len(known) < len(figures):
        return {"kind": "quiet", "word": _("Not complete"), "figures": words}
    return {"kind": "ok", "word": _("All the same"), "figures": words}
