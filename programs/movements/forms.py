from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LocalDateField


class DayForm(forms.Form):
    """The day of a movement list; empty for today."""

    day = LocalDateField(label=_("Day"), required=False, help_text="")
