from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from core import clock

MONTHS_BACK = 18


class MonthForm(forms.Form):
    """A month that is over, the last one first."""

    bulan = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_month = today.replace(day=1)
        months = [clock.months_before(this_month, back) for back in range(1, MONTHS_BACK + 1)]
        self.fields["bulan"].choices = [(day.isoformat(), f"{MONTHS[day.month]} {day.year}") for day in months]
