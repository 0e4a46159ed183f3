"""Forms for certificates from before: filter, confirmation, end, and the public check by number."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeZone
from certification.earlier_certificates.earlier_ends import ENDS, ENDS_ASKED
from certification.earlier_certificates.models import EarlierCertificate
from core import clock
from core.command_forms import CommandForm, NeededAtTimesField, ReasonField
from core.forms import CHOOSE, SearchField
from core.reasons import with_shortest
from inmates.imports.reading.dates import ImpossibleDateError, NoSuchDayError, read_date

State = EarlierCertificate.State


class EarlierFilter(forms.Form):
    """GET form: filters the certificates; invalid values are ignored."""

    q = SearchField(label=_("Number or name"))
    keadaan = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *State.choices, (ENDS_ASKED, _("End waits for a second person"))],
        required=False,
    )

    def apply(self, rows: QuerySet[EarlierCertificate]) -> QuerySet[EarlierCertificate]:
        """Certificates matching all valid fields."""
        self.is_valid()
        if text := self.cleaned_data.get("q"):
            rows = rows.matching(text.strip())
        state = self.cleaned_data.get("keadaan")
        if state == ENDS_ASKED:
            return rows.ends_asked()
        return rows.filter(state=state) if state else rows


class ConfirmForm(CommandForm):
    """Confirms or refuses the chosen rows; `seen` is the digest of what was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = NeededAtTimesField(
        label=_("Why they are not taken in"),
        max_length=200,
        help_text=with_shortest(_("At least %(count)s characters; needed only where rows are not taken in.")),
    )

    def values(self) -> dict[str, Any]:
        """What the command is told: which button was pressed, which rows are chosen, and the reason."""
        texts = self.data.getlist("certificate") if hasattr(self.data, "getlist") else []
        return {
            **self.cleaned_data,
            "chosen": {found for text in texts if (found := _key(text))},
            "accepts": "refuse" not in self.data,
        }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class EndForm(CommandForm):
    """How a certificate ends, and why."""

    end_state = forms.ChoiceField(
        label=_("How it ends"), choices=[("", CHOOSE), *((state.value, state.label) for state in ENDS)]
    )
    reason = ReasonField(help_text=_("At least %(count)s characters. It stays inside the training center."))


class PrintedDayField(forms.CharField):
    """A day of the past as papers print it: in figures, or with the month as a word."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "class": "w-date"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        try:
            return read_date(text, born=True, today=clock.today(TimeZone.WITA)) if text else None
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
