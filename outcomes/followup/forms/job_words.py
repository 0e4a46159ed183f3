from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import LocalDateField, OneField
from programs.catalog.models import Vocation

MOST_SIGNS = 400


class JobWordForm(CommandForm):
    """Words of a vocation's jobs from a day on."""

    vocation = OneField(label=_("Vocation"), queryset=Vocation.objects.all())
    words = forms.CharField(
        label=_("Words"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "What people say of such a job, for example “bengkel motor”. Several are written with a comma between "
            "them, or each in a line of its own."
        ),
    )
    valid_from = LocalDateField(label=_("Valid from"))


class EndWordForm(CommandForm):
    """The first day on which a word no longer counts."""

    ends_on = LocalDateField(label=_("No longer counts from"))
