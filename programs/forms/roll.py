"""The roll as it is sent: whole, without a script, or one row at a time."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.http import typed
from programs.forms.command import CommandForm, NumberField
from programs.models import Session
from programs.training_day.finalizing import HEADS, TOOLS
from programs.training_day.roll import Entry, Row

LONGEST_NOTE = 200


def take_choices(rows: list[Row], data: QueryDict) -> dict[UUID, int]:
    """Writes on each row what was chosen and what the page had shown; returns the versions that it had shown."""
    versions = {}
    for row in rows:
        key = str(row.person)
        row.chosen = Entry(
            typed(data, f"status-{key}", most=20),
            _number(data.get(f"late-{key}", "")),
            typed(data, f"note-{key}", most=LONGEST_NOTE),
        )
        # What this page had shown, which may not be what stands by now.
        row.seen = Entry.from_text(data.get(f"seen-{key}", row.seen.as_text()))
        versions[row.person] = _number(data.get(f"version-{key}", ""))
    return versions


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


class MarkForm(forms.Form):
    """One row, sent by the script of the page."""

    status = forms.CharField(max_length=20)
    minutes_late = forms.IntegerField(required=False, min_value=0, max_value=600)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    version = forms.IntegerField(min_value=0)

    def values(self) -> dict:
        """The values as the command takes them; no minutes are 0 minutes."""
        return {**self.cleaned_data, "minutes_late": self.cleaned_data["minutes_late"] or 0}


class CountsForm(CommandForm):
    """Head and tool counts; an empty one is not counted yet."""

    left_block = NumberField(label=_("Left the block"), required=False, min_value=0, max_value=999)
    arrived = NumberField(label=_("Arrived at the workshop"), required=False, min_value=0, max_value=999)
    left_workshop = NumberField(label=_("Left the workshop"), required=False, min_value=0, max_value=999)
    back_in_block = NumberField(label=_("Back in the block"), required=False, min_value=0, max_value=999)
    tools_out = NumberField(label=_("Handed out"), required=False, min_value=0, max_value=999)
    tools_in = NumberField(label=_("Returned"), required=False, min_value=0, max_value=999)

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, initial={name: getattr(session, name) for name in (*HEADS, *TOOLS)}, **kwargs)
        for name in self.fields:
            self.fields[name].widget.attrs.update({"class": "form-control", "maxlength": 3})

    def heads(self) -> list:
        """The fields of the head counts."""
        return [self[name] for name in HEADS]

    def tools(self) -> list:
        """The fields of the tool counts."""
        return [self[name] for name in TOOLS]


class ClosingForm(CountsForm):
    """Counts together with a supervisor's reason for closing although they differ."""

    reason = forms.CharField(
        label=_("Reason for closing although counts differ"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        help_text=_("At least 10 characters; only a supervisor can close so."),
    )

    def counts(self) -> dict:
        """The counts as the command takes them; an empty one is None."""
        return {name: self.cleaned_data[name] for name in (*HEADS, *TOOLS)}


class CorrectionForm(CommandForm):
    """A supervisor's correction of one mark."""

    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect)
    minutes_late = NumberField(label=_("Minutes late"), required=False, min_value=0, max_value=600)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE)
    reason = forms.CharField(
        label=_("Reason for the correction"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("At least 10 characters. It stays visible in the history."),
    )

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = choices
