"""Dates and times as the design prescribes, in the reader's language and the facility's time zone."""

import datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


def written(value: datetime.date | datetime.time | None, pattern: str) -> str:
    """`value` in Django's date `pattern`, moments in local time; empty if there is no value."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.time):
        # Patterns need a full moment; the date of a bare time is never shown.
        value = datetime.datetime.combine(datetime.date.min, value)
    elif isinstance(value, datetime.datetime):
        return format_date(timezone.localtime(value) if timezone.is_aware(value) else value, pattern)
    else:
        return _written_day(value, pattern, get_language())
    return format_date(value, pattern)


# A list shows the same few days again and again.
@lru_cache(maxsize=4096)
def _written_day(value: datetime.date, pattern: str, _language: str) -> str:
    return format_date(value, pattern)


@register.filter
def day(value: datetime.date | None) -> str:
    """2 Sep 2027"""
    return written(value, _("j M Y"))


@register.filter
def day_long(value: datetime.date | None) -> str:
    """Monday, 23 November 2026"""
    return written(value, _("l, j F Y"))


@register.filter
def day_full(value: datetime.date | None) -> str:
    """23 November 2026"""
    return written(value, _("j F Y"))


@register.filter
def day_short(value: datetime.date | None) -> str:
    """Mon 23"""
    return written(value, _("D j"))


@register.filter
def hour(value: datetime.datetime | datetime.time | None) -> str:
    """09:12 in English, 09.12 in Indonesian"""
    return written(value, _("H:i"))


@register.filter
def hour_on(value: datetime.datetime, day: datetime.date) -> str:
    """The time alone if it falls on `day` in the reader's zone, otherwise with the date."""
    return hour(value) if timezone.localtime(value).date() == day else moment(value)


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """23 Nov 2026, 09:12 WITA"""
    return written(value, _("j M Y, H:i T"))


@register.filter
def moment_long(value: datetime.datetime | None) -> str:
    """Monday, 23 November 2026, 09:12 WITA"""
    return written(value, _("l, j F Y, H:i T"))


@register.filter
def day_span(start: datetime.date | None, end: datetime.date | None) -> str:
    """2 – 27 Nov 2026; common parts are written once. If only one day is known, it is shown alone."""
    if not start or not end or start == end:
        return day(start or end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {day(end)}"
    if start.year == end.year:
        # Not inside the braces below: message extraction does not look there.
        pattern = _("j M")
        return f"{written(start, pattern)} – {day(end)}"
    return f"{day(start)} – {day(end)}"


@register.filter
def hour_span(start: datetime.datetime | datetime.time | None, end: datetime.datetime | datetime.time | None) -> str:
    """08:00–11:15"""
    return "–".join(filter(None, [hour(start), hour(end)]))
