"""Form fields that take days, times, words and choices as offices make them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

# A native date picker follows the language of the browser, not of the page: 03/04 would mean two days.
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
HOUR_FORMATS = ("%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S")


# Anything outside is a typing error: 0226 parses as a year, too.
YEARS = (1900, 2199)
# What stands in a list in which nothing is chosen yet; a list whose empty line means something says what.
CHOOSE = _("Choose")
# Longer than any name; what a database may be asked to look for has an end too (SQLite: 50,000 bytes).
MOST_SOUGHT = 100
# Every key of a table fits; a longer number cannot even be asked for.
LONGEST_KEY = 18


class DayInput(forms.DateInput):
    """A day as text, with the browser's calendar behind a button where scripts run."""

    template_name = "core/_day_input.html"

    def __init__(self) -> None:
        typing = {"inputmode": "numeric", "autocomplete": "off", "size": 10, "class": "w-date"}
        super().__init__(format="%d/%m/%Y", attrs=typing)


class LocalDateField(forms.DateField):
    """A day of the years 1900 to 2199, typed as dd/mm/yyyy (also with - or ., or ISO); shown as dd/mm/yyyy."""

    widget = DayInput
    default_error_messages = {"invalid": _("Write the date as day/month/year, for example 02/09/2027.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day/month/year, for example 02/09/2027"))
        super().__init__(input_formats=DAY_FORMATS, **kwargs)
        first, last = YEARS
        sentence = _("Check the year: it lies from 1900 to 2199.")
        self.validators += [
            MinValueValidator(date(first, 1, 1), sentence),
            MaxValueValidator(date(last, 12, 31), sentence),
        ]


class LocalTimeField(forms.TimeField):
    """A time of 24 hours typed as 08.00 or 08:00; shown as 08.00."""

    widget = forms.TimeInput(
        format="%H.%M",
        attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5, "class": "w-time"},
    )
    default_error_messages = {"invalid": _("Write the time as hour and minutes, for example 08.00.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("24 hours, for example 08.00"))
        super().__init__(input_formats=HOUR_FORMATS, **kwargs)


class OneField(forms.ModelChoiceField):
    """One row out of a list; nothing chosen yet reads as in every other form."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", CHOOSE)
        super().__init__(queryset, **kwargs)


class SearchField(forms.CharField):
    """Words that a list is searched for: of what is pasted, so much as no name exceeds."""

    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": MOST_SOUGHT})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The words, cut and without blanks around them."""
        return super().to_python(value)[:MOST_SOUGHT].strip()


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows out of a list; a key that no row could have is no choice, as any other that is not offered."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:20]})
        return super().clean(value)


class DayForm(forms.Form):
    """The day of a list; empty for today."""

    day = LocalDateField(label=_("Day"), required=False, help_text="")
