from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YEARS_BACK = 5


class YearForm(forms.Form):
    """A year that is over, the last one first."""

    tahun = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today.year - 1, today.year - 1 - YEARS_BACK, -1)
        self.fields["tahun"].choices = [(str(year), str(year)) for year in years]
