"""The weekly pattern form: common times for the chosen days, and days with times of their own.

Up to three teaching times a day, each with its JP and at most one break.
"""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm, NumberField
from core.forms import LocalDateField, LocalTimeField
from core.seen_forms import SeenMixin
from programs.batches.models import Batch
from programs.timetable.lessons import Slot
from programs.timetable.models.sessions import PatternSlot, WeekPattern
from programs.timetable.patterns import LONGEST_BREAK, MOST_JP, Days

TIMES = range(3)
PARTS = ("time", "jp", "after", "rest")
# In the form, the common times are handled like one more day.
SAME = "same"
USUAL_DAYS = range(5)
# Names of the fields of a teaching time, for labels and messages.
NAMES = {
    "time": _("%(day)s, time %(place)d"),
    "jp": _("%(day)s, JP of time %(place)d"),
    "after": _("%(day)s, JP before the break of time %(place)d"),
    "rest": _("%(day)s, minutes of the break of time %(place)d"),
}


class PatternForm(CommandForm):
    """The usual week, or the week `pattern`; empty times are left out."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=PatternSlot.Weekday, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, minutes_per_jp: int, pattern: WeekPattern | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.minutes_per_jp = minutes_per_jp
        self.rows: dict[int | str, list[PatternSlot]] = {day: [] for day in PatternSlot.Weekday.values}
        for slot in pattern.slots.all() if pattern else []:
            self.rows[slot.weekday].append(slot)
        self.week_jp = sum(slot.jp for rows in self.rows.values() for slot in rows)
        self.fields["days"].initial = self._gather() if pattern else list(USUAL_DAYS)
        for place in TIMES:
            self._add_time(SAME, place, {"day": _("All chosen days"), "place": place + 1})
        for day, label in PatternSlot.Weekday.choices:
            for place in TIMES:
                self._add_time(day, place, {"day": label, "place": place + 1})

    def _gather(self) -> list[int]:
        """Moves the times shared by most days out of their rows; returns those days."""
        by_times: dict[tuple, list[int]] = {}
        for day in PatternSlot.Weekday.values:
            if self.rows[day]:
                by_times.setdefault(tuple(_times(self.rows[day])), []).append(day)
        chosen = max(by_times.values(), key=len, default=[])
        if chosen:
            self.rows[SAME] = self.rows[chosen[0]]
        for day in chosen:
            self.rows[day] = []
        return chosen

    def _add_time(self, day: int | str, place: int, words: dict) -> None:
        rows = self.rows.get(day, [])
        slot = rows[place] if place < len(rows) else None
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
        for day in (SAME, *PatternSlot.Weekday.values):
            for place in TIMES:
                self._check_time(data, {part: f"{part}_{day}_{place}" for part in PARTS})
        chosen = [day for day in data.get("days", []) if not self._filled(day)]
        if self._filled(SAME) and not data.get("days"):
            self.add_error("days", _("Choose the days on which these times hold."))
        # Only days were sent: the rule reports that the week has no teaching time.
        if chosen and not self._filled(SAME) and not self.errors:
            self.add_error(f"time_{SAME}_0", _("Fill in the time of the chosen days, or clear the days."))
        return data

    def _check_time(self, data: dict, name: dict[str, str]) -> None:
        filled = {part for part in PARTS if data.get(name[part]) is not None}
        self._ask_for(name, filled, "time", "jp", _("Time and JP belong together. Fill in both or none."))
        sentence = _("A break has a place and a length. Fill in both or none.")
        self._ask_for(name, filled, "after", "rest", sentence)
        if filled & {"after", "rest"} and not filled & {"time", "jp"}:
            self.add_error(name["time"], _("A break belongs to a teaching time. Fill in its time and JP."))

    def _filled(self, day: int | str) -> bool:
        """Whether any time of the day was filled in, valid or not."""
        names = [f"{part}_{day}_{place}" for part in PARTS for place in TIMES]
        return any(self.data.get(self.add_prefix(name), "").strip() for name in names)

    def _ask_for(self, name: dict, filled: set, one: str, other: str, sentence) -> None:
        for here, there in ((one, other), (other, one)):
            if here in filled and there not in filled and name[there] not in self.errors:
                self.add_error(name[there], sentence)

    def slots(self) -> list[tuple]:
        """Input for the commands of `programs.timetable.patterns`: a day's own times override the common ones."""
        found = []
        for day in PatternSlot.Weekday.values:
            own = self._slots_of(day, day)
            found += own or (self._slots_of(SAME, day) if day in self.cleaned_data.get("days", []) else [])
        return found

    def _slots_of(self, source: int | str, day: int) -> list[tuple]:
        values = self.cleaned_data
        return [
            (day, values[f"time_{source}_{place}"], *(values[f"{part}_{source}_{place}"] or 0 for part in PARTS[1:]))
            for place in TIMES
            if values.get(f"time_{source}_{place}") is not None
        ]

    def same(self) -> dict:
        """For the page: the common times."""
        return self._day(SAME, _("All chosen days"))

    def own_days(self) -> list[dict]:
        """For the page: each day with its own times and one empty row; further rows are hidden."""
        return [self._day(day, label) for day, label in PatternSlot.Weekday.choices]

    @property
    def has_own_days(self) -> bool:
        """Whether a day has its own times, so that they are shown right away."""
        return any(row["used"] for row in self.own_days())

    def _day(self, day: int | str, label) -> dict:
        rows = self.rows.get(day, [])
        times = [
            {
                **{part: self[f"{part}_{day}_{place}"] for part in PARTS},
                "place": place + 1,
                "ends": self._end(rows[place]) if place < len(rows) else None,
            }
            for place in TIMES
        ]
        used = max((n + 1 for n, row in enumerate(times) if any(row[part].value() for part in PARTS)), default=0)
        shown = max(used, 1)
        return {"name": label, "shown": times[:shown], "more": times[shown:], "used": used}

    def _end(self, slot: PatternSlot) -> time:
        """End of a stored time on the clock; midnight is 00.00."""
        row = Slot(slot.weekday, slot.starts_at, slot.jp, slot.break_after, slot.break_minutes)
        _first, last = row.minutes(self.minutes_per_jp)
        return time(last // 60 % 24, last % 60)

    @property
    def total(self) -> int:
        """Total JP of the stored week."""
        return self.week_jp


def _times(rows: list[PatternSlot]) -> list[tuple]:
    """Times, JP and breaks of one day, for comparison with other days."""
    return [(row.starts_at, row.jp, row.break_after, row.break_minutes) for row in rows]


class UsualWeekForm(SeenMixin, PatternForm):
    """The usual week, which others may have changed since it was shown."""


class WeekForm(PatternForm):
    """A week for a range of dates."""

    field_order = ("name", "first", "last")
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Such as “Ramadan 1448”."))
    first = LocalDateField(label=_("First day"))
    last = LocalDateField(label=_("Last day"))

    def wanted_days(self) -> Days:
        """Name and dates as the commands expect them."""
        return Days(*(self.cleaned_data[name] for name in ("name", "first", "last")))

    def own_fields(self) -> list:
        """Fields above the table of times."""
        return [self["name"], self["first"], self["last"]]


class WeekChangeForm(SeenMixin, WeekForm):
    """An existing week for a range of dates, which others may have changed since it was shown."""


class CopyForm(forms.Form):
    """Chooses another batch whose usual week serves as a starting point; saves nothing."""

    salin = forms.ModelChoiceField(
        label=_("Begin with the week of"),
        queryset=Batch.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("This batch"),
    )

    def __init__(self, *args, user: User, batch: Batch, **kwargs):
        super().__init__(*args, **kwargs)
        others = Batch.objects.visible_to(user).filter(patterns__from_date=None, patterns__isnull=False)
        self.fields["salin"].queryset = others.exclude(pk=batch.pk).distinct()

    def pattern(self) -> WeekPattern | None:
        """The usual week of the chosen batch, if any."""
        chosen = self.cleaned_data["salin"] if self.is_valid() else None
        return chosen.patterns.filter(from_date=None).first() if chosen else None
