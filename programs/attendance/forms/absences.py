"""Announcing an absence."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.command_forms import CommandForm
from core.forms import LocalDateField, LocalTimeField
from inmates.people.models import Person
from programs.attendance import known_absences
from programs.attendance.attendance_figures import word_of


class AbsenceForm(CommandForm):
    """An announced absence: who, when, why, where, and how it is known. Days and hours are local to the facility."""

    status = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    day = LocalDateField(label=_("Day"))
    from_hour = LocalTimeField(label=_("From"))
    until_day = LocalDateField(label=_("Last day"), required=False, help_text=_("Only when it lasts for several days."))
    until_hour = LocalTimeField(label=_("Until"))
    source = forms.CharField(
        label=_("Known from"), max_length=120, help_text=_("How it is known, such as the number of the summons.")
    )
    destination = forms.CharField(
        label=_("Goes to"), max_length=80, required=False, help_text=_("Only the detention center reads this.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = person.facility.time_zone if person.facility else "Asia/Makassar"
        self.fields["status"].choices = [
            (kind.code, word_of(kind, for_facility=True)) for kind in known_absences.kinds()
        ]

    def said(self) -> dict[str, Any]:
        """The values as the command expects them."""
        data = self.cleaned_data
        ends_on = data["until_day"] or data["day"]
        return {
            "status": data["status"],
            "starts_at": self._moment(data["day"], data["from_hour"]),
            "ends_at": self._moment(ends_on, data["until_hour"]),
            "source": data["source"],
            "destination": data["destination"],
        }

    def _moment(self, day: Any, hour: Any) -> datetime:
        return clock.at(day, hour, self.zone)
