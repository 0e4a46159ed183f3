"""Fields of forms about work: rupiah and months."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _

from core.command_forms import NUMERIC

# More than any wage or price of a place in rupiah; the column holds two billion.
MOST_RUPIAH = 2_000_000_000
_RUPIAH = re.compile(r"(?:rp\.?)?\s*(\d{1,3}(?:[. ]\d{3})+|\d+)\s*(?:,-|,00)?", re.IGNORECASE)


class RupiahField(forms.CharField):
    """An amount in whole rupiah, typed as 2.400.000 or Rp 2400000 and shown with dots."""

    widget = forms.TextInput(attrs={**NUMERIC, "size": 12, "class": "w-date"})

    def to_python(self, value: Any) -> int | None:
        """The amount; None for an empty field."""
        typed = (value or "").strip() if isinstance(value, str) else str(value or "")
        if not typed:
            return None
        found = _RUPIAH.fullmatch(typed)
        amount = int(re.sub(r"\D", "", found[1])[:12]) if found else MOST_RUPIAH + 1
        if amount > MOST_RUPIAH:
            raise ValidationError(_("Write the amount in rupiah, for example 2.400.000."), "invalid")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """The amount with dots, as it is typed."""
        return written_rupiah(value) if isinstance(value, int) else value

    def run_validators(self, value: Any) -> None:
        """Nothing more to check: `to_python` knows the limits, and those of text fit no number."""


def written_rupiah(amount: int) -> str:
    """The amount with dots between thousands: 2.400.000."""
    return f"{amount:,}".replace(",", ".")


def coming_months(day: date, count: int = 15) -> list[tuple[str, str]]:
    """The months from that of `day` on, as choices: ("2027-03", "Maret 2027")."""
    start = day.year * 12 + day.month - 1
    months = [date(number // 12, number % 12 + 1, 1) for number in range(start, start + count)]
    return [(f"{month:%Y-%m}", format_date(month, "F Y")) for month in months]
