from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import LocalDateField
from outcomes.needs.forms.fields import RupiahField


class WageForm(CommandForm):
    """The minimum wage of the province from a day on."""

    valid_from = LocalDateField(label=_("Valid from"))
    amount = RupiahField(label=_("Minimum wage a month"))
    source = forms.CharField(
        label=_("Where it stands"), max_length=160, help_text=_("For example the decree’s number.")
    )
