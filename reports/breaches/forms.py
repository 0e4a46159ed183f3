from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.command_forms import CommandForm, ReasonField
from core.forms import LocalDateField, LocalTimeField, OneField
from reports.breaches.models import AffectedPerson, Breach


class BreachForm(CommandForm):
    """What happened; day and time are local to the office."""

    kind = forms.ChoiceField(
        label=_("What happened to the data"), choices=Breach.Kind.choices, widget=forms.RadioSelect
    )
    what = ReasonField(
        label=_("When and how"),
        help_text=_("As far as it is known. It stands in the letters: name nobody. At least %(count)s characters."),
        max_length=1000,
        rows=5,
    )
    data = forms.CharField(
        label=_("Which data"),
        max_length=300,
        help_text=_("Such as name, date of birth, attendance. It stands in letters."),
    )
    found_on = LocalDateField(label=_("Found on"))
    found_hour = LocalTimeField(label=_("Hour"))
    found_by = forms.CharField(label=_("Found by"), max_length=150)
    handling = forms.CharField(
        label=_("What was done at once"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def said(self, zone: str) -> dict[str, Any]:
        """The values as the command expects them."""
        data = dict(self.cleaned_data)
        data["found_at"] = clock.at(data.pop("found_on"), data.pop("found_hour"), zone)
        return data


class StepForm(CommandForm):
    """What was found out or done."""

    text = ReasonField(
        label=_("What was found out or done"),
        help_text=_("It stands in the letters: name nobody. At least %(count)s characters."),
        max_length=500,
    )


class AccountForm(CommandForm):
    """Whose account, and in which span of time; local to the office."""

    account = OneField(label=_("Account"), queryset=User.objects.none())
    from_day = LocalDateField(label=_("From"))
    from_hour = LocalTimeField(label=_("Hour"))
    until_day = LocalDateField(label=_("Until"))
    until_hour = LocalTimeField(label=_("Hour"))

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts

    def said(self, zone: str) -> dict[str, Any]:
        """The values as the command expects them."""
        data = self.cleaned_data
        return {
            "account": data["account"],
            "began_at": clock.at(data["from_day"], data["from_hour"], zone),
            "ended_at": clock.at(data["until_day"], data["until_hour"], zone),
        }


class TellForm(CommandForm):
    """Who was told, when and how."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who was told"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    on = LocalDateField(label=_("On"))
    how = forms.ChoiceField(label=_("How"), choices=AffectedPerson.How.choices, widget=forms.RadioSelect)

    note = forms.CharField(
        label=_("How else they are told"),
        required=False,
        max_length=200,
        help_text=_("Needed for whoever is not reached: a public notice, or another way."),
    )

    def __init__(self, *args: Any, affected: Sequence[AffectedPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(one.pk, one.person.full_name) for one in affected]


class AuthorityForm(CommandForm):
    """The letter to the authority."""

    on = LocalDateField(label=_("Sent on"))
    number = forms.CharField(label=_("Number of the letter"), required=False, max_length=80)


class CloseForm(CommandForm):
    """How a breach ended."""

    outcome = forms.ChoiceField(label=_("How it ended"), choices=Breach.Outcome.choices, widget=forms.RadioSelect)
    nobody_affected = forms.BooleanField(
        label=_("Nobody is affected"), required=False, help_text=_("Where no affected person is recorded.")
    )
    conclusion = ReasonField(
        label=_("Conclusion"),
        help_text=_("What it was, what was decided, and whether the public is told. At least %(count)s characters."),
        max_length=1000,
        rows=5,
    )


class SendBackForm(CommandForm):
    """Why a breach is not closed."""

    reason = ReasonField(help_text=_("It stands in no letter. At least %(count)s characters."), max_length=500)
