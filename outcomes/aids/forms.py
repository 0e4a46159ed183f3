from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import CHOOSE, LocalDateField, ScanField
from outcomes.aids.aid_records import Given
from outcomes.aids.codes import AidKind
from outcomes.needs.forms.fields import RupiahField


class AidForm(CommandForm):
    """One thing that was given. Givers that were written before are proposed."""

    kind = forms.ChoiceField(label=_("What kind"), choices=[("", CHOOSE), *AidKind.choices])
    what = forms.CharField(
        label=_("What was given"), max_length=80, help_text=_("Such as: electric welding set, 900 W.")
    )
    giver = forms.CharField(
        label=_("Given by"),
        max_length=100,
        help_text=_("An office, Baznas, a company or a bank, always spelled alike."),
    )
    value = RupiahField(label=_("Value in rupiah"), required=False, help_text=_("Empty if it is not known."))
    identification = forms.CharField(label=_("Serial number or mark"), max_length=60, required=False)
    given_on = LocalDateField(label=_("Given on"))

    def __init__(self, *args: Any, givers: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.givers = givers
        self.fields["giver"].widget.attrs["list"] = "givers"

    def given(self) -> Given:
        """The thing as the command takes it."""
        return Given(**self.cleaned_data)


class ReceiptForm(CommandForm):
    """A scan of the signed receipt."""

    scan = ScanField(label=_("Scan"))


class YearForm(forms.Form):
    """Chooses the year of the list."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, years: list[int], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["year"].widget.attrs["class"] = "form-select"
        self.fields["year"].choices = [(year, str(year)) for year in years]
