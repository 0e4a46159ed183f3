"""The week of a batch as a form: up to three teaching times a day, each with its JP and at most one break."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LocalDateField, LocalTimeField
from programs.forms.command import CommandForm, NumberField
from programs.models import PatternSlot, WeekPattern
from programs.timetable.lessons import Slot
from programs.timetable.patterns import LONGEST_BREAK, MOST_JP, Days

TIMES = range(3)
PARTS = ("time", "jp", "after", "rest")
# What each part of a teaching time is called in messages, and over its field.
NAMES = {
    "time": _("%(day)s, time %(place)d"),
    "jp": _("%(day)s, JP of time %(place)d"),
    "after": _("%(day)s, JP before the break of time %(place)d"),
    "rest": _("%(day)s, minutes of the break of time %(place)d"),
}


class PatternForm(CommandForm):
    """The usual week, or with `pattern` another one; an empty time is left out."""

    def __init__(self, *args, minutes_per_jp: int, pattern: WeekPattern | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.minutes_per_jp = minutes_per_jp
        self.rows: dict[int, list[PatternSlot]] = {day: [] for day in PatternSlot.Weekday.values}
        for slot in pattern.slots.all() if pattern else []:
            self.rows[slot.weekday].append(slot)
        for day, label in PatternSlot.Weekday.choices:
            for place in TIMES:
                self._add_time(day, place, {"day": label, "place": place + 1})

    def _add_time(self, day: int, place: int, words: dict) -> None:
        slot = self.rows[day][place] if place < len(self.rows[day]) else None
        has_break = slot is not None and slot.break_after
        values = {
            "time": slot and slot.starts_at,
            "jp": slot and slot.jp,
            "after": slot.break_after if has_break else None,
            "rest": slot.break_minutes if has_break else None,
        }
        most = {"jp": MOST_JP, "after": MOST_JP - 1, "rest": LONGEST_BREAK}
        for part in PARTS:
            options = {"label": NAMES[part] % words, "required": False, "initial": values[part]}
            self.fields[f"{part}_{day}_{place}"] = (
                LocalTimeField(help_text="", **options)
                if part == "time"
                else NumberField(min_value=1, max_value=most[part], **options)
            )

    def clean(self):
        data = super().clean()
        for day in PatternSlot.Weekday.values:
            for place in TIMES:
                name = {part: f"{part}_{day}_{place}" for part in PARTS}
                filled = {part for part in PARTS if data.get(name[part]) is not None}
                self._ask_for(name, filled, "time", "jp", _("Time and JP belong together. Fill in both or none."))
                sentence = _("A break has a place and a length. Fill in both or none.")
                self._ask_for(name, filled, "after", "rest", sentence)
                if filled & {"after", "rest"} and not filled & {"time", "jp"}:
                    self.add_error(name["time"], _("A break belongs to a teaching time. Fill in its time and JP."))
        return data

    def _ask_for(self, name: dict, filled: set, one: str, other: str, sentence) -> None:
        for here, there in ((one, other), (other, one)):
            if here in filled and there not in filled and name[there] not in self.errors:
                self.add_error(name[there], sentence)

    def slots(self) -> list[tuple]:
        """What the commands of `programs.timetable.patterns` take."""
        values = self.cleaned_data
        return [
            (day, values[f"time_{day}_{place}"], *(values[f"{part}_{day}_{place}"] or 0 for part in PARTS[1:]))
            for day in PatternSlot.Weekday.values
            for place in TIMES
            if values.get(f"time_{day}_{place}") is not None
        ]

    def days(self) -> list[dict]:
        """For the page: each day with its times, those in use and one more; the others are opened when wanted."""
        return [self._day(day, label) for day, label in PatternSlot.Weekday.choices]

    def _day(self, day: int, label) -> dict:
        times = [
            {
                **{part: self[f"{part}_{day}_{place}"] for part in PARTS},
                "place": place + 1,
                "ends": self._end(self.rows[day][place]) if place < len(self.rows[day]) else None,
            }
            for place in TIMES
        ]
        used = max((n + 1 for n, row in enumerate(times) if any(row[part].value() for part in PARTS)), default=0)
        shown = max(used, 1)
        return {"name": label, "shown": times[:shown], "more": times[shown:]}

    def _end(self, slot: PatternSlot) -> time:
        """When a stored time is over by the clock; at midnight 00.00."""
        row = Slot(slot.weekday, slot.starts_at, slot.jp, slot.break_after, slot.break_minutes)
        _first, last = row.minutes(self.minutes_per_jp)
        return time(last // 60 % 24, last % 60)

    @property
    def total(self) -> int:
        """JP of the week as it is stored."""
        return sum(slot.jp for rows in self.rows.values() for slot in rows)


class WeekForm(PatternForm):
    """A week that holds on certain days."""

    field_order = ("name", "first", "last")
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Such as “Ramadan 1448”."))
    first = LocalDateField(label=_("First day"))
    last = LocalDateField(label=_("Last day"))

    def wanted_days(self) -> Days:
        """Name and days as the commands take them."""
        return Days(*(self.cleaned_data[name] for name in ("name", "first", "last")))

    def own_fields(self) -> list:
        """The fields above the table of times."""
        return [self["name"], self["first"], self["last"]]
