"""Weekly patterns of a batch: the usual week, and dated ones that override it, such as for Ramadan."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from core.templatetags.dates import day_span
from programs.batches.lock_order import locked_alone
from programs.batches.models import Batch
from programs.timetable import lessons
from programs.timetable.lessons import Slot, Week
from programs.timetable.models.sessions import PatternSlot, WeekPattern

MOST_JP = 12
LONGEST_BREAK = 120


@dataclass(frozen=True)
class Days:
    """Name, first and last local day of a dated week."""

    name: str
    first: date
    last: date


def weeks_of(batch: Batch) -> list[Week]:
    """Weeks of the batch as the generator expects them; two queries."""
    return [
        Week(slots_of(pattern), pattern.from_date, pattern.until)
        for pattern in batch.patterns.prefetch_related("slots")
    ]


def slots_of(pattern: WeekPattern) -> tuple[Slot, ...]:
    """Teaching times of one week."""
    return tuple(
        Slot(row.weekday, row.starts_at, row.jp, row.break_after, row.break_minutes) for row in pattern.slots.all()
    )


def pattern_blockers(batch: Batch, slots: Iterable[Slot]) -> list[Blocker]:
    """Why these teaching times cannot be a week of the batch."""
    found, slots, minutes = [], list(slots), batch.version.minutes_per_jp
    if not batch.is_live:
        found.append(Blocker("over", _("The batch is over, so nothing of it changes any more.")))
    if not slots:
        found.append(Blocker("no_slots", _("The week has no teaching time. Add at least one.")))
    if any(slot.weekday not in PatternSlot.Weekday.values or not 1 <= slot.jp <= MOST_JP for slot in slots):
        return [*found, Blocker("slot", _("A teaching time has a day of the week and 1 to 12 JP."))]
    for slot in slots:
        found += _break_blockers(slot)
    for before, after in lessons.overlapping(slots, minutes):
        message = _("On %(day)s the time from %(before)s overlaps the one from %(after)s. Leave a gap or shorten it.")
        values = {"day": PatternSlot.Weekday(before.weekday).label, "before": _clock(before), "after": _clock(after)}
        found.append(Blocker("slots_overlap", message % values))
    for slot in lessons.past_midnight(slots, minutes):
        message = _("The time from %(time)s ends after midnight. Begin earlier or shorten it.")
        found.append(Blocker("past_midnight", message % {"time": _clock(slot)}))
    return found


def _break_blockers(slot: Slot) -> list[Blocker]:
    has_break = (slot.break_after, slot.break_minutes) != (0, 0)
    if has_break and not (1 <= slot.break_after < slot.jp and 1 <= slot.break_minutes <= LONGEST_BREAK):
        message = _(
            "The break of the time from %(time)s must lie between two of its %(jp)d JP and last 1 to %(most)d minutes."
        )
        return [Blocker("break", message % {"time": _clock(slot), "jp": slot.jp, "most": LONGEST_BREAK})]
    return []


def _clock(slot: Slot) -> str:
    return slot.starts_at.strftime(_("%H:%M"))


@transaction.atomic
def set_pattern(batch: Batch, *, by: User, slots: Iterable[tuple]) -> Batch:
    """Sets the usual week from weekday (Monday is 0), local time, JP, and optionally JP before a break and its minutes.

    Sessions change when the schedule is generated.
    """
    batch, rows = locked_alone(batch), [Slot(*slot) for slot in slots]
    refuse_if(pattern_blockers(batch, rows))
    pattern, _made = WeekPattern.objects.get_or_create(batch=batch, from_date=None)
    _write(pattern, rows)
    audit.record("schedule.set_pattern", by=by, target=batch, week=_told(rows))
    return batch


def dated_blockers(
    batch: Batch, days: Days, slots: Iterable[Slot], *, without: WeekPattern | None = None
) -> list[Blocker]:
    """Why these times cannot be the batch's week for these dates; `without` is the week being changed."""
    found = pattern_blockers(batch, slots)
    if not days.name.strip():
        found.append(Blocker("unnamed", _("The week has no name. Write why it differs, such as “Ramadan 1448”.")))
    if days.last < days.first:
        return [*found, Blocker("days", _("The last day is before the first one. Check both days."))]
    others = batch.patterns.filter(from_date__lte=days.last, until__gte=days.first)
    for other in others.exclude(pk__in=[without.pk] if without else []):
        message = _("Another week already applies on these days: %(name)s, %(days)s. No two weeks share a day.")
        values = {"name": other.name, "days": day_span(other.from_date, other.until)}
        found.append(Blocker("weeks_overlap", message % values))
    return found


@transaction.atomic
def add_week(batch: Batch, *, by: User, days: Days, slots: Iterable[tuple]) -> WeekPattern:
    """Adds a dated week. Sessions change when the schedule is generated."""
    batch, rows = locked_alone(batch), [Slot(*slot) for slot in slots]
    refuse_if(dated_blockers(batch, days, rows))
    return _place(WeekPattern(batch=batch), days, rows, by, "schedule.add_week")


@transaction.atomic
def change_week(pattern: WeekPattern, *, by: User, days: Days, slots: Iterable[tuple]) -> WeekPattern:
    """Changes the times, dates or name of a dated week."""
    batch, rows = locked_alone(pattern.batch), [Slot(*slot) for slot in slots]
    # Read again under the lock: somebody may have removed it meanwhile.
    pattern = _standing(batch, pattern)
    refuse_if(dated_blockers(batch, days, rows, without=pattern))
    return _place(pattern, days, rows, by, "schedule.change_week")


@transaction.atomic
def remove_week(pattern: WeekPattern, *, by: User) -> Batch:
    """Removes a dated week, so that the usual one applies again. Sessions change when the schedule is generated."""
    batch = locked_alone(pattern.batch)
    refuse_if([] if batch.is_live else [Blocker("over", _("The batch is over, so nothing of it changes any more."))])
    pattern = _standing(batch, pattern)
    told = {"name": pattern.name, "first": pattern.from_date, "last": pattern.until, "week": _told(slots_of(pattern))}
    audit.record("schedule.remove_week", by=by, target=batch, **told)
    pattern.delete()
    return batch


def gone_blocker() -> Blocker:
    """The dated week has been removed, or begins on another day now."""
    return Blocker("gone", _("This week is not there any more. Look at the weeks of the batch again."))


def _standing(batch: Batch, pattern: WeekPattern) -> WeekPattern:
    found = batch.patterns.filter(pk=pattern.pk, from_date__isnull=False).first()
    if found is None:
        raise RuleViolation(gone_blocker())
    return found


def _place(pattern: WeekPattern, days: Days, rows: list[Slot], by: User, action: str) -> WeekPattern:
    days = replace(days, name=days.name.strip())
    pattern.name, pattern.from_date, pattern.until = days.name, days.first, days.last
    pattern.save()
    _write(pattern, rows)
    audit.record(action, by=by, target=pattern.batch, **asdict(days), week=_told(rows))
    return pattern


def _write(pattern: WeekPattern, rows: list[Slot]) -> None:
    pattern.slots.all().delete()
    PatternSlot.objects.bulk_create([PatternSlot(pattern=pattern, **asdict(row)) for row in rows])


def _told(rows: Iterable[Slot]) -> list[list]:
    """The week as recorded in the audit."""
    return [
        [row.weekday, row.starts_at.isoformat("minutes"), row.jp, row.break_after, row.break_minutes] for row in rows
    ]
