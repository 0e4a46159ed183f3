"""The submitted roll: the whole sheet (without JavaScript) or one row at a time."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.command_forms import CommandForm, NeededAtTimesField, NumberField, ReasonField
from core.forms import LocalTimeField
from core.http import typed
from core.reasons import with_shortest
from core.seen_forms import SeenMixin
from programs.attendance import session_closing
from programs.attendance.mark_changes import UNMARKED
from programs.attendance.roll_rows import Entry, Row
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import Session

LONGEST_NOTE = 200


def take_choices(rows: list[Row], data: QueryDict) -> dict[UUID, int]:
    """Sets on each row what was chosen and what the page had shown; returns the versions that the page had shown."""
    versions = {}
    for row in rows:
        key = str(row.person)
        row.chosen = Entry(
            typed(data, f"status-{key}", most=20),
            number(data.get(f"late-{key}", "")),
            typed(data, f"note-{key}", most=LONGEST_NOTE),
        )
        if key in data.getlist("take"):
            # In a conflict, the other user's value was accepted: leave the row unchanged.
            row.chosen = row.seen
            continue
        # What this page showed, which may be out of date.
        row.seen = Entry.from_text(data.get(f"seen-{key}", row.seen.as_text()))
        if row.chosen.status == UNMARKED:
            row.chosen = Entry(UNMARKED) if row.seen.status else Entry()
        versions[row.person] = number(data.get(f"version-{key}", ""))
    return versions


def number(text: str) -> int:
    """A number of up to three digits from a hidden field; anything else is 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


class MarkForm(forms.Form):
    """One row, sent by the page's JavaScript."""

    status = forms.CharField(max_length=20)
    minutes_late = forms.CharField(required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    version = forms.IntegerField(min_value=0)

    def entry(self) -> Entry:
        """The submitted entry; minutes that are not a number are 0, which the rule refuses with the limits it knows."""
        data = self.cleaned_data
        return Entry(data["status"], number(data["minutes_late"]), data["note"])


class CountsForm(CommandForm):
    """Head counts at the points where this user counts; an empty field means "not counted yet"."""

    is_sure = forms.BooleanField(
        label=_("The number is right: I have counted again"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, session: Session, by: User, figures: dict[str, int] | None = None, **kwargs):
        """`figures`: the head counts of the session, if already loaded."""
        super().__init__(*args, **kwargs)
        self.session, self.by, self.points = session, by, count_records.points_at(session, by)
        self.figures = figures = count_records.figures(session) if figures is None else figures
        for point in self.points:
            self.fields[point] = NumberField(
                label=HeadCount.Point(point).label,
                required=False,
                min_value=0,
                max_value=count_records.MOST_PEOPLE,
                initial=figures.get(point),
            )
            self.fields[point].widget.attrs.update({"class": "form-control", "maxlength": 3})
            # What the page showed, so that a figure entered by somebody else meanwhile is not overwritten unseen.
            self.fields[f"seen_{point}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=figures.get(point)
            )

    def carry_out(self, command: Callable[[dict[str, Any]], Any]) -> bool:
        """Runs the command. On refusal, the hidden fields take the stored figures, so that a retry builds on them."""
        done = super().carry_out(command)
        if not done:
            figures, self.data = count_records.figures(self.session), self.data.copy()
            self.data.update({f"seen_{point}": figures.get(point, "") for point in self.points})
        return done

    @property
    def error_targets(self) -> dict[str, str]:
        """The field in which each obstacle to closing is fixed, by code."""
        counts = sorted((self[point] for point in self.points), key=lambda field: field.value() not in (None, ""))
        return dict.fromkeys(("heads", "presence"), counts[0].id_for_label) if counts else {}

    def heads(self) -> list:
        """Each count field with the hidden field of the figure shown."""
        return [(self[point], self[f"seen_{point}"]) for point in self.points]

    def changed_counts(self) -> dict:
        """The changed counts as the command expects them; unchanged ones are left out."""
        seen = {point: self.cleaned_data[f"seen_{point}"] for point in self.points}
        people = {point: self.cleaned_data[point] for point in self.points}
        changed = {point: n for point, n in people.items() if n != seen[point]}
        return {"people": changed, "seen": seen, "is_sure": self.cleaned_data["is_sure"]}

    @property
    def asks_sure(self) -> bool:
        """Whether a count was refused that can be confirmed as correct."""
        return "far_too_many" in self.refused_for


class ClosingForm(CountsForm):
    """Head counts, and the supervisor's reason for closing although they differ."""

    reason = NeededAtTimesField(
        label=_("Reason for closing although counts differ"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text=with_shortest(_("At least %(count)s characters; only a supervisor can close so.")),
    )
    is_over = forms.BooleanField(
        label=_("The session is over, earlier than planned"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    ended = LocalTimeField(label=_("Ended at"), required=False)

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, session=session, **kwargs)
        self.fields["ended"].widget.attrs["class"] = "form-control w-time"
        # The time is not prefilled: it would be out of date by the time the form is sent.
        if session_closing.early_blockers(session):
            self.fields["ended"].help_text = _("24-hour time, for example 08.00. If left empty: now.")

    def clean(self) -> dict[str, Any]:
        """Makes of the tick and the hour the moment at which the session ended early, if it did: `ended_at`."""
        data = {**(super().clean() or self.cleaned_data), "ended_at": None}
        if data.get("is_over"):
            data["ended_at"] = _moment(self.session, data.get("ended"))
        elif data.get("ended"):
            # Everybody would be credited with the planned end, against what was typed.
            self.add_error("ended", _("Tick that the session ended earlier than planned, or leave the hour empty."))
        return data

    @property
    def error_targets(self) -> dict[str, str]:
        """Adds the fields for the reason and for an early end."""
        targets = super().error_targets
        if self.by.has_perm("programs.correct_attendance"):
            targets["reason_missing"] = self["reason"].id_for_label
        targets["before_end"] = self["is_over"].id_for_label
        targets["ended_at"] = self["ended"].id_for_label
        return targets


def _moment(session: Session, ended: time | None) -> datetime:
    """`ended` on the day of the session, in the facility's local time; None means the current minute."""
    if ended is None:
        return clock.now().replace(second=0, microsecond=0)
    return clock.at(session.date, ended, session.batch.time_zone)


class EndForm(SeenMixin, CommandForm):
    """The actual end of a closed session; its planned end means that it ended as planned."""

    ended = LocalTimeField(label=_("Ended at"))
    reason = ReasonField(
        label=_("Reason for the correction"),
        help_text=_("At least %(count)s characters. Shown in the history."),
        max_length=LONGEST_NOTE,
        rows=2,
    )

    def __init__(self, *args, session: Session, **kwargs):
        ended = clock.local(session.ended_at or session.ends_at, session.batch.time_zone).time()
        super().__init__(*args, initial={"ended": ended}, **kwargs)
        self.session = session

    def clean(self) -> dict[str, Any]:
        """Turns the hour into a moment, `ended_at`."""
        super().clean()
        data = self.cleaned_data
        if "ended" in data:
            data["ended_at"] = _moment(self.session, data.pop("ended"))
        return data


class CorrectionForm(SeenMixin, CommandForm):
    """A supervisor's correction of one mark."""

    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect)
    minutes_late = NumberField(label=_("Minutes late"), required=False, min_value=0, max_value=600)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE)
    reason = ReasonField(
        label=_("Reason for the correction"),
        help_text=_("At least %(count)s characters. Shown in the history."),
        max_length=LONGEST_NOTE,
        rows=2,
    )

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = choices
