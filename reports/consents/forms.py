from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, ReasonField
from core.forms import LocalDateField
from inmates.consents.models import LONGEST_TEXT


class TextForm(CommandForm):
    """The next version of a text, and from which day it is read."""

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12, "lang": "id"}),
        help_text=_("In Indonesian: purpose, which data, how long, and that the person may stop at any time."),
    )
    valid_from = LocalDateField(label=_("Read from"), help_text=_("Tomorrow or later; another person confirms it."))


class RejectTextForm(CommandForm):
    """Why a text is not taken."""

    reason = ReasonField(help_text=_("At least %(count)s characters."), max_length=300)
