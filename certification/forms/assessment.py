"""What signing off asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.command import CommandForm


class SignOffForm(CommandForm):
    """The number under which the minutes are filed."""

    number = forms.CharField(
        label=_("Number of the minutes"),
        max_length=80,
        help_text=_("As in the office's register, such as BA-017/2026."),
    )
