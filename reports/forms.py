from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LocalDateField


class PeriodForm(forms.Form):
    """Two days of a period; what is left out or turned round is taken from the usual one."""

    since = LocalDateField(label=_("From"), required=False)
    until = LocalDateField(label=_("Until"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The period ends before it begins."))
        return data

    def period(self, usual: tuple[date, date]) -> tuple[date, date]:
        """The period asked for; the usual one where the form says none that can be."""
        if not self.is_bound or not self.is_valid():
            return usual
        return self.cleaned_data["since"] or usual[0], self.cleaned_data["until"] or usual[1]
