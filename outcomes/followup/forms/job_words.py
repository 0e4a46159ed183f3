from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import LocalDateField, OneField
from outcomes.followup.models.job_words import LONGEST_WORD
from programs.catalog.models import Vocation


class JobWordForm(CommandForm):
    """A word of a vocation's jobs from a day on."""

    vocation = OneField(label=_("Vocation"), queryset=Vocation.objects.all())
    word = forms.CharField(
        label=_("Word"),
        max_length=LONGEST_WORD,
        help_text=_("One or more whole words that people say of such a job, for example “bengkel motor”."),
    )
    valid_from = LocalDateField(label=_("Valid from"))


class EndWordForm(CommandForm):
    """The first day on which a word no longer counts."""

    ends_on = LocalDateField(label=_("No longer counts from"))
