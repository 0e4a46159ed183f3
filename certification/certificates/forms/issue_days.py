"""The form for the days on which a center issues."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.certificates.models import validate_days
from core.command_forms import CommandForm
from core.forms import LocalDateField


class IssueDaysForm(CommandForm):
    """On which days of the month, and from when."""

    days = forms.CharField(
        label=_("Days of the month"),
        max_length=20,
        initial="1,15",
        help_text=_("From 1 to 28, at least two, such as 1,15. More days mean fewer classes on each."),
    )
    valid_from = LocalDateField(label=_("From"), help_text=_("Tomorrow at the earliest."))

    def clean_days(self) -> str:
        days = ",".join(part.strip() for part in self.cleaned_data["days"].split(","))
        validate_days(days)
        return days
