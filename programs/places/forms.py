from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import CHOOSE, LocalDateField


class PlaceReasonForm(CommandForm):
    """A change to a place, for one of the reasons currently available."""

    reason = forms.ChoiceField(label=_("Reason"))

    def __init__(self, *args, reasons: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        # No default: the first reason would be recorded by anyone who fills in only the date.
        self.fields["reason"].choices = [("", CHOOSE), *reasons]


class EndForm(PlaceReasonForm):
    """Ends a place from a given day, with a reason."""

    on = LocalDateField(label=_("No longer expected from"))
    field_order = ["on", "reason"]


class SuspendForm(PlaceReasonForm):
    """Suspends a place from a given day, with a reason."""

    from_date = LocalDateField(label=_("Not expected from"))
    field_order = ["from_date", "reason"]


class ResumeForm(CommandForm):
    """Resumes a place from a given day."""

    on = LocalDateField(label=_("Expected again from"))
