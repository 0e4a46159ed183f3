from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LocalDateField


class PeriodForm(forms.Form):
    """The first and last day of a period, in this order. A missing day is taken from the usual period or from the given
    year.
    """

    since = LocalDateField(label=_("From"), required=False)
    until = LocalDateField(label=_("Until"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The period ends before it begins."))
        return data

    def period(self, usual: tuple[date, date]) -> tuple[date, date]:
        """The requested period; the usual one if the form is unsent or invalid."""
        if not self.is_bound or not self.is_valid():
            return usual
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        # A last day alone asks for its year, a future first day alone for the time from then: neither is an empty
        # period.
        since = since or min(usual[0], (until or usual[1]).replace(month=1, day=1))
        return since, until or max(usual[1], since)
