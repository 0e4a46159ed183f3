from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.forms import FilterForm

MONTHS_BACK = 18


def months_until(today: date) -> list[date]:
    """The first days of this month and the months before it, newest first."""
    count = today.year * 12 + today.month - 1
    return [date((count - back) // 12, (count - back) % 12 + 1, 1) for back in range(MONTHS_BACK)]


class SheetFilterForm(FilterForm):
    """The month, and whose wards; case officers do not choose the latter."""

    bulan = forms.TypedChoiceField(label=_("Month"), required=False, coerce=date.fromisoformat, empty_value=None)
    wali = forms.ModelChoiceField(
        label=_("Case officer"),
        required=False,
        queryset=User.objects.none(),
        to_field_name="public_id",
        empty_label=_("All"),
    )

    def __init__(self, *args: Any, user: User, chooses_officer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this_month = clock.today(user.time_zone).replace(day=1)
        months = months_until(self.this_month)
        self.fields["bulan"].choices = [(day.isoformat(), f"{MONTHS[day.month]} {day.year}") for day in months]
        self.initial.setdefault("bulan", self.this_month.isoformat())
        if chooses_officer:
            officers = User.objects.with_role(Role.CASE_OFFICER).filter(facility=user.facility_id)
            self.fields["wali"].queryset = officers.order_by("full_name")
        else:
            del self.fields["wali"]

    def month(self) -> date:
        """The first day of the chosen month; this month if none or an invalid one was chosen."""
        return self.kept().get("bulan") or self.this_month

    def officer(self) -> User | None:
        """The case officer whose wards were chosen; None for everybody."""
        return self.kept().get("wali")
