from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import LocalDateField
from programs.timetable.models.sessions import Holiday


class HolidayForm(CommandForm):
    """A day set by the office, which overrides the national one."""

    date = LocalDateField(label=_("Day"))
    kind = forms.ChoiceField(
        label=_("What the day is"),
        choices=[
            (Holiday.Kind.OFFICE, _("Closed: nothing is taught")),
            (Holiday.Kind.WORKING, _("Working day in spite of the holiday")),
        ],
        widget=forms.RadioSelect,
        initial=Holiday.Kind.OFFICE,
    )
    name = forms.CharField(
        label=_("Reason"),
        max_length=120,
        help_text=_("Such as “Anniversary of the district”. The partner reads it in the schedule too."),
    )
