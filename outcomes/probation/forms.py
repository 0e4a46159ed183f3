from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm
from core.forms import LocalDateField
from outcomes.probation.client_shares import officers


class OfficerField(forms.ModelChoiceField):
    """A probation officer, with the office."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.full_name}, {obj.probation_office}"


class ShareForm(CommandForm):
    """The person's yes to one officer."""

    officer = OfficerField(label=_("Probation officer"), queryset=User.objects.none(), empty_label=_("Choose"))
    agreed_on = LocalDateField(label=_("The person said yes on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers()


class EndForm(CommandForm):
    """A confirmation, without fields."""
