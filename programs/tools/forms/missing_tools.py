"""Forms for the search of a missing tool: report, steps, outcome."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.command_forms import CommandForm, ReasonField
from core.forms import LocalDateField, LocalTimeField


class MissingForm(CommandForm):
    """How the loss was noticed."""

    text = forms.CharField(
        label=_("How it was noticed"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When, where and by whom, in one or two sentences."),
    )


class StepForm(CommandForm):
    """One step of the search: its time (facility time zone) and result."""

    day = LocalDateField(label=_("Day"))
    hour = LocalTimeField(label=_("Hour"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        now = clock.local(clock.now(), zone)
        super().__init__(*args, initial={"day": now.date(), "hour": now.time()}, **kwargs)
        self.zone = zone

    def values(self) -> dict[str, Any]:
        """The values as the command expects them."""
        moment = clock.at(self.cleaned_data["day"], self.cleaned_data["hour"], self.zone)
        return {"taken_at": moment, "note": self.cleaned_data["note"]}


class OutcomeForm(CommandForm):
    """The outcome of a search."""

    outcome = ReasonField(
        label=_("How it ended"),
        help_text=_("At least %(count)s characters: where it was found, or what was decided."),
        max_length=300,
    )
