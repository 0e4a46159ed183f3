"""The printed schedule of a batch.

It belongs to the training center and hangs in the workshop, so it shows no participant and no custody reason.
"""

from collections import Counter
from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.letterhead import of_center
from accounts.models import User
from core import clock
from core.templatetags.dates import day_full, day_short, day_span, hour_span
from core.templatetags.ui import initials
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.timetable import holidays
from programs.timetable.models.sessions import Session
from programs.timetable.schedule_paper import render
from programs.timetable.schedule_rows import PlanRow, rows_of
from programs.timetable.week import WEEK, Week, monday_of, week_of_batch

RELATED = ("unit", "instructor", "substitute_for")


def sheet(batch: Batch, monday: date | None = None) -> bytes:
    """The PDF of all weeks of the batch, or of the week beginning on `monday`.

    In Indonesian and facility time. Raises `RuleViolation` if a text cannot be printed.
    """
    with translation.override("id"), timezone.override(batch.time_zone):
        return render(words(batch, monday))


def words(batch: Batch, monday: date | None = None) -> dict[str, Any]:
    """All printed words, in the active language."""
    sessions = list(batch.sessions.select_related(*RELATED))
    mondays = sorted({monday_of(session.date) for session in sessions})
    shown = [monday] if monday else mondays
    weeks = _weeks(batch, sessions, shown)
    printed = [session for week in weeks for session in week.sessions]
    units, names = _codes(batch), _initials([session.instructor for session in sessions])
    center, version = batch.training_center, batch.version
    return {
        "issuer": of_center(center),
        "title": _("Training schedule"),
        "facts": [
            {"label": _("Program"), "value": version.program.name},
            {"label": _("Dates"), "value": day_span(batch.starts_on, batch.ends_on)},
            {"label": _("Batch"), "value": batch.name},
            {"label": _("Lessons"), "value": _lessons_word(batch)},
            {"label": _("Room"), "value": batch.room},
        ],
        "weeks": [_week(batch, week, _number(mondays, week.first), units, names) for week in weeks],
        "units": [
            {"code": f"{code} · {unit.code}" if code != unit.code else code, "title": unit.title, "jp": f"{unit.jp} JP"}
            for unit, code in units.items()
        ],
        "people": [
            {"initials": names[user.pk], "name": user.full_name}
            for user in dict.fromkeys(session.instructor for session in printed)
        ],
        "hands": _hands(batch),
        "foot": _("Schedule of %(batch)s") % {"batch": batch.name},
    }


def _lessons_word(batch: Batch) -> str:
    values = {"jp": batch.version.total_jp, "minutes": batch.version.minutes_per_jp}
    return _("%(jp)d JP of %(minutes)d minutes") % values


def _weeks(batch: Batch, sessions: list[Session], mondays: list[date]) -> list[Week]:
    if not mondays:
        return []
    years = range(mondays[0].year, (mondays[-1] + WEEK).year + 1)
    closed = holidays.closed_for(years)(batch)
    today = clock.today(batch.time_zone)
    return [week_of_batch(batch, sessions, monday, closed, today) for monday in mondays]


def _number(mondays: list[date], monday: date) -> int:
    """Number of the week within the batch; weeks without sessions count too."""
    return (monday - mondays[0]).days // 7 + 1 if mondays else 1


def _week(
    batch: Batch, week: Week, number: int, units: dict[ProgramUnit, str], names: dict[int, str]
) -> dict[str, Any]:
    standing = [session for session in week.sessions if session.state != Session.State.CANCELLED]
    span = day_span(week.first, week.last)
    return {
        "title": _("Week %(number)d · %(span)s") % {"number": number, "span": span},
        "days": [day_short(day.date) for day in week.days],
        "rows": [_row(row, week, units, names) for row in rows_of(standing)],
        "notes": _notes(batch, week),
    }


def _row(row: PlanRow, week: Week, units: dict[ProgramUnit, str], names: dict[int, str]) -> dict[str, Any]:
    cells = []
    for column, day in enumerate(week.days):
        taught = row.cells.get(column)
        if row.is_break:
            cells.append(_("break") if taught is not None else "")
        elif taught:
            cells.append(" / ".join(f"{units[session.unit]} {names[session.instructor_id]}" for session in taught))
        else:
            cells.append("–" if day.closed else "")
    return {
        "jp": str(row.jp or ""),
        "times": hour_span(*row.times),
        "is_break": "1" if row.is_break else "",
        "cells": cells,
    }


def _notes(batch: Batch, week: Week) -> list[str]:
    """What the table does not show: closed days, cancelled sessions, make-ups, other rooms, substitutes."""
    found = [f"{day_short(day.date)}: {day.closed}" for day in week.days if day.closed]
    for session in week.sessions:
        when = f"{day_short(session.date)} {hour_span(session.starts, session.ends)}"
        if session.state == Session.State.CANCELLED:
            found.append(_("%(when)s: cancelled") % {"when": when})
            continue
        if session.makes_up_for_id:
            found.append(_("%(when)s: make-up session") % {"when": when})
        if session.substitute_for:
            found.append(_("%(when)s: in place of %(name)s") % {"when": when, "name": session.substitute_for})
        if session.room != batch.room:
            found.append(_("%(when)s: in %(room)s") % {"when": when, "room": session.room})
    return found


def _codes(batch: Batch) -> dict[ProgramUnit, str]:
    """Codes in the cells by unit: the short code, unless two units of the program share it."""
    units = list(batch.version.units.all())
    shared = Counter(unit.short_code for unit in units)
    return {unit: unit.short_code if shared[unit.short_code] == 1 else unit.code for unit in units}


def _initials(people: list[User]) -> dict[int, str]:
    """Initials in the cells by user, numbered if two users share them."""
    found: dict[int, str] = {}
    for user in dict.fromkeys(people):
        letters = initials(user.full_name) or "?"
        tries = (letters if turn == 1 else f"{letters}{turn}" for turn in count(1))
        found[user.pk] = next(name for name in tries if name not in found.values())
    return found


def _hands(batch: Batch) -> list[dict[str, str]]:
    center = batch.training_center
    today = day_full(clock.today(batch.time_zone))
    place = center.place_of_issue or center.city
    return [
        {
            "place": _("Seen by:"),
            "role": center.head_title or _("Head of the training center"),
            "name": center.head_name,
            "number": center.head_number,
        },
        {
            "place": f"{place}, {today}" if place else today,
            "role": _("Training coordinator"),
            "name": center.coordinator_name,
            "number": center.coordinator_number,
        },
    ]
