from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import ReasonField
from core.forms import SearchField
from core.shown_acts import ShowingForm


class MergeForm(ShowingForm):
    """The reason for treating two records as one person."""

    reason = ReasonField(
        label=_("How you know that this is one person"),
        help_text=_("At least %(count)s characters. Kept in the audit log. A merge cannot be undone."),
        max_length=300,
    )


class SecondRecordForm(forms.Form):
    """Search for the second record of a merge."""

    q = SearchField(label=_("Name of the other record"))
