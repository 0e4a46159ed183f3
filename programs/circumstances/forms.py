from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from core import clock
from core.command_forms import CommandForm, ReasonField, ReasonForm
from core.forms import LocalDateField, LocalTimeField
from inmates.custody.models.circumstances import Circumstance
from inmates.people.forms import PersonForm

Kind = Circumstance.Kind


class OutingForm(PersonForm):
    """The start of an outing; `moment` is local to the facility."""

    day = LocalDateField(label=_("Day"))
    hour = LocalTimeField(label=_("Out since"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "day" in data and "hour" in data:
            data["moment"] = clock.at(data["day"], data["hour"], self.person.facility.time_zone)
        return data


class ReturnForm(OutingForm):
    """The return from an outing."""

    hour = LocalTimeField(label=_("Back since"))


class DepartureForm(PersonForm):
    """The day on which somebody left for good and, if known, the hour, until which the person was on the roll."""

    on = LocalDateField(label=_("Left on"))
    hour = LocalTimeField(
        label=_("Left at"),
        required=False,
        help_text=_(
            "24-hour time, for example 08.00. Leave it empty if unknown: no session that day expects the person."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        hour = data.pop("hour", None)
        if "on" in data and hour is not None:
            data["left_at"] = clock.at(data["on"], hour, self.person.facility.time_zone)
        return data


class EscapeForm(DepartureForm):
    """An escape. The hour is required, since every report of an escape states when it was noticed."""

    on = LocalDateField(label=_("Escaped on"))
    hour = LocalTimeField(label=_("Escaped at"))


class DeathForm(DepartureForm):
    """A death in custody."""

    on = LocalDateField(label=_("Died on"))
    hour = LocalTimeField(label=_("Died at"))


class FullTermForm(DepartureForm):
    """A release at full term; if it is early, the page with the preview asks why."""

    reason = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class EarlyReleaseForm(ReasonForm):
    """The reason for a release before the recorded end of the sentence."""

    reason = ReasonField(
        label=_("Why the person leaves now"), help_text=_("At least %(count)s characters. Kept in the audit log.")
    )


class TransferForm(DepartureForm):
    """A departure to another place, from the list or named by hand."""

    destination = forms.ModelChoiceField(
        label=_("To"), queryset=Facility.objects.none(), required=False, empty_label=_("Another one, named below")
    )
    destination_name = forms.CharField(
        label=_("Name of the destination"),
        max_length=120,
        required=False,
        help_text=_("Only if it is not in the list above."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = Facility.objects.exclude(pk=self.person.facility_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("destination") and not data.get("destination_name"):
            self.add_error("destination", _("Say where the person is taken."))
        return data


class WithdrawForm(CommandForm):
    """The reason for undoing a recorded change."""

    reason = ReasonField(
        label=_("What was wrong"),
        help_text=_("At least %(count)s characters. The entry stays in the records with this reason."),
        max_length=300,
    )


class KnownPersonForm(forms.Form):
    """Search for a person who arrives; a name alone finds nobody."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    birth_date = LocalDateField(label=_("Date of birth"), required=False)
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("16 digits. The date of birth or the NIK is needed to find somebody."),
    )

    def clean_nik(self) -> str:
        return self.cleaned_data["nik"].replace(" ", "").replace(".", "")


class ArrivalForm(CommandForm):
    """The new stay of somebody already on record."""

    number = forms.CharField(label=_("Register number"), max_length=40)
    entered = LocalDateField(label=_("Date of entry"))
    block = forms.CharField(label=_("Block"), max_length=20, required=False)
    cell = forms.CharField(label=_("Cell"), max_length=20, required=False)


class ReinstateForm(ReasonForm):
    """Why ending the place was a mistake."""

    reason = ReasonField(help_text=_("At least %(count)s characters. Kept in the audit log."))
