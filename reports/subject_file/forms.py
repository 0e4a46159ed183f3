from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.command_forms import CommandForm, ReasonField
from core.forms import LocalDateField, LocalTimeField
from reports.subject_file.models import SubjectRequest


class SubjectRequestForm(CommandForm):
    """Who asked for a person's data, when and how; day and time are local to the office."""

    asker = forms.ChoiceField(
        label=_("Asked by"), choices=SubjectRequest.Asker.choices, widget=forms.RadioSelect, initial="self"
    )
    asker_name = forms.CharField(
        label=_("Name of the authorized person"),
        required=False,
        max_length=150,
        help_text=_("Only with a power of attorney. The name is not included in the file."),
    )
    received_on = LocalDateField(label=_("Received on"))
    received_hour = LocalTimeField(label=_("Hour"))
    number = forms.CharField(label=_("Number of the letter"), required=False, max_length=80)
    reason = ReasonField(
        help_text=_("What was asked for, and how: by letter or by word of mouth. At least %(count)s characters."),
        max_length=300,
    )

    def said(self, zone: str) -> dict[str, Any]:
        """The values as the command expects them."""
        data = dict(self.cleaned_data)
        data["received_at"] = clock.at(data.pop("received_on"), data.pop("received_hour"), zone)
        return data
