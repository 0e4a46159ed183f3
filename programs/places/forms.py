from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import LocalDateField


class PlaceReasonForm(CommandForm):
    """A change of a place for one of the reasons that can be chosen now."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args, reasons: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        # None is chosen beforehand: the first of the list would be recorded by whoever reads only the day.
        self.fields["reason"].choices = [("", "---------"), *reasons]


class EndForm(PlaceReasonForm):
    """From which day a place is over, and why."""

    on = LocalDateField(label=_("No longer expected from"))
    field_order = ["on", "reason"]


class SuspendForm(PlaceReasonForm):
    """From which day a place rests, and why."""

    from_date = LocalDateField(label=_("Not expected from"))
    field_order = ["from_date", "reason"]


class ResumeForm(CommandForm):
    """From which day a place goes on."""

    on = LocalDateField(label=_("Expected again from"))
