"""The form of the public check by number; without models, for the public side too."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from inmates.imports.reading.dates import ImpossibleDateError, NoSuchDayError, read_date

# Of the center that asks nobody can tell; only days of birth in the future depend on it.
ZONE = "Asia/Makassar"


class PrintedDayField(forms.CharField):
    """A day of the past as papers print it: in figures, or with the month as a word."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "class": "w-date"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        try:
            return read_date(text, born=True, today=clock.today(ZONE)) if text else None
        except NoSuchDayError:
            raise forms.ValidationError(
                _("This day does not exist in that month. Correct the date."), code="no_day"
            ) from None
        except ImpossibleDateError:
            raise forms.ValidationError(
                _("This is no day. Write it as day/month/year, for example 17/08/1990."), code="invalid"
            ) from None


class NumberCheckForm(forms.Form):
    """What a reader of the paper knows of it."""

    number = forms.CharField(
        label=_("Number on the paper"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    born = PrintedDayField(
        label=_("Date of birth of the holder"),
        required=False,
        max_length=40,
        help_text=_("As printed on the paper, for example 17/08/1990 or 17 Agustus 1990"),
    )
    name = forms.CharField(
        label=_("Full name of the holder"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not self.errors and not self.cleaned_data.get("born") and not self.cleaned_data.get("name", "").strip():
            self.add_error("born", _("Type the date of birth or the full name as well."))
        return data
