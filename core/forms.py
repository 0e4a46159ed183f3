"""Form fields that take dates and times as offices type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# A native date picker follows the language of the browser, not of the page: 03/04 would mean two days.
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
HOUR_FORMATS = ("%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S")


class LocalDateField(forms.DateField):
    """A day typed as dd/mm/yyyy (also with - or ., or ISO); shown as dd/mm/yyyy."""

    widget = forms.DateInput(
        format="%d/%m/%Y",
        attrs={"inputmode": "numeric", "autocomplete": "off", "size": 10, "class": "w-date"},
    )
    default_error_messages = {"invalid": _("Write the date as day/month/year, for example 02/09/2027.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day/month/year, for example 02/09/2027"))
        super().__init__(input_formats=DAY_FORMATS, **kwargs)


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
