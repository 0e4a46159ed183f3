from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, ReasonField
from reports.retention.retention_periods import MOST_MONTHS


class PeriodForm(CommandForm):
    """How many months records of one kind are kept, and which rule says so."""

    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=MOST_MONTHS)
    basis = ReasonField(
        label=_("Basis"),
        help_text=_("The rule or decree, with its number. At least %(count)s characters."),
        max_length=200,
    )


class RejectForm(CommandForm):
    """Why nothing is destroyed."""

    reason = ReasonField(help_text=_("At least %(count)s characters."), max_length=300)


class HoldForm(CommandForm):
    """Why the destruction is put on hold."""

    reason = ReasonField(
        help_text=_("Who asks for it and why, with the number of the letter. At least %(count)s characters."),
        max_length=300,
    )


class LiftForm(CommandForm):
    """Why a hold is no longer needed."""

    reason = ReasonField(help_text=_("At least %(count)s characters."), max_length=300)
