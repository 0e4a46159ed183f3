"""Form fields for days, times, words and choices, as offices write them."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core import scans
from core.errors import RuleViolation

# A native date picker follows the browser's language, not the page's: 03/04 would be ambiguous.
WRITTEN_DAY = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
HOUR_FORMATS = ("%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S")


# Years outside this range are typing errors: 0226 parses as a year too.
YEARS = (1900, 2199)
# Label of the empty choice, unless emptiness has a meaning of its own.
CHOOSE = _("Choose")
# Longer than any name. Databases limit search patterns too (SQLite: 50,000 bytes).
MOST_SOUGHT = 100
# Digits. Covers every primary key; databases reject longer numbers with an error.
LONGEST_KEY = 18


class DayInput(forms.DateInput):
    """A text field for a date; scripts add a button that opens the browser's calendar."""

    template_name = "core/_day_input.html"

    def __init__(self) -> None:
        typing = {"inputmode": "numeric", "autocomplete": "off", "size": 10, "class": "w-date"}
        super().__init__(format="%d/%m/%Y", attrs=typing)


class LocalDateField(forms.DateField):
    """A date of the years 1900 to 2199, typed as dd/mm/yyyy (also with - or ., or ISO) and shown as dd/mm/yyyy."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("Write the date as day/month/year, for example 02/09/2027."),
        "no_such_day": _("The calendar has no such day. Check day and month."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day/month/year, for example 02/09/2027"))
        super().__init__(input_formats=DAY_FORMATS, **kwargs)
        first, last = YEARS
        sentence = _("Check the year: it lies from 1900 to 2199.")
        self.validators += [
            MinValueValidator(date(first, 1, 1), sentence),
            MaxValueValidator(date(last, 12, 31), sentence),
        ]

    def to_python(self, value: Any) -> date | None:
        """The day; one that is written rightly and does not exist is refused in other words."""
        try:
            return super().to_python(value)
        except ValidationError:
            if isinstance(value, str) and WRITTEN_DAY.fullmatch(value.strip()):
                raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from None
            raise


class LocalTimeField(forms.TimeField):
    """A 24-hour time, typed as 08.00, 08:00, 0800 or 8 and shown as 08.00."""

    widget = forms.TimeInput(
        format="%H.%M",
        attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5, "class": "w-time"},
    )
    default_error_messages = {"invalid": _("Write the time as hour and minutes, for example 08.00.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("24 hours, for example 08.00"))
        super().__init__(input_formats=HOUR_FORMATS, **kwargs)

    def to_python(self, value: Any) -> time | None:
        """Hours alone, and hour and minutes without a mark between them, are hours too: 8, 0800, 1330."""
        typed = str(value or "").strip()
        if typed.isascii() and typed.isdigit() and len(typed) <= 4:
            value = f"{typed[:-2]}.{typed[-2:]}" if len(typed) > 2 else f"{typed}.00"
        return super().to_python(value)


class OneField(forms.ModelChoiceField):
    """A choice of one row; the empty choice reads the same in every form."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", CHOOSE)
        super().__init__(queryset, **kwargs)


class ScanField(forms.FileField):
    """A scan of a paper; its value is the content made bare (`core.scans`), None without one."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("PDF, JPEG or PNG, up to 10 MB."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> scans.Scan | None:
        """The scan; the middleware of forms has read it before their transaction (`scans.read_ahead`)."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return scans.of_upload(file)
        except RuleViolation as violation:
            raise ValidationError([ValidationError(str(one), one.code) for one in violation.reasons]) from None


class SearchField(forms.CharField):
    """Search words for a list; pasted text is cut to more than any name's length."""

    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": MOST_SOUGHT})
    # Nobody asks whether a search box has to be filled.
    says_optional = False

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The search words, cut and stripped."""
        return super().to_python(value)[:MOST_SOUGHT].strip()


class SeveralField(forms.ModelMultipleChoiceField):
    """A choice of several rows; a key no row could have is invalid, like any other that is not offered."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:20]})
        return super().clean(value)


class FilterForm(forms.Form):
    """Filters of a list: an invalid one says so at its field and narrows nothing, the others narrow all the same."""

    def kept(self) -> dict[str, Any]:
        """The values of the valid filters."""
        self.is_valid()
        return self.cleaned_data


class DayForm(forms.Form):
    """The day a list shows; empty means today."""

    day = LocalDateField(label=_("Day"), required=False, help_text="")
