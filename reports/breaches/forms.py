from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.command_forms import CommandForm, NeededAtTimesField, ReasonField
from core.forms import LocalDateField, LocalTimeField, OneField
from core.seen_forms import SeenMixin
from reports.breaches.models import AffectedPerson, Breach, TellingAttempt

Why = TellingAttempt.Why
# What is chosen; that somebody is to be told again has a form of its own.
FAILED = tuple(why for why in Why if why != Why.AGAIN)


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


class CorrectForm(SeenMixin, BreachForm):
    """The facts as they should have been recorded, and why they are corrected."""

    reason = ReasonField(
        label=_("Why it is corrected"), help_text=_("It stands in no letter. At least %(count)s characters.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was done is told by steps.
        del self.fields["handling"]


class RemoveForm(CommandForm):
    """Why somebody is not affected."""

    reason = ReasonField(help_text=_("It stands beside the name on this list. At least %(count)s characters."))


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


class PeopleForm(CommandForm):
    """Some of the affected people, as `telling_apart.with_marks` gives them."""

    people = forms.TypedMultipleChoiceField(
        label=_("Whom"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    # That somebody is chosen the command checks.
    people.says_optional = False

    def __init__(self, *args: Any, affected: Sequence[AffectedPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(one.pk, self.label_of(one)) for one in affected]

    def label_of(self, one: AffectedPerson) -> str:
        """Name and marks."""
        return ", ".join(filter(None, (one.person.full_name, one.marks)))


class TellForm(PeopleForm):
    """Who was told or tried to reach, when and how."""

    on = LocalDateField(label=_("On"))
    how = forms.ChoiceField(label=_("How"), choices=AffectedPerson.How.choices, widget=forms.RadioSelect)

    why = forms.ChoiceField(
        label=_("Why not reached"),
        choices=[("", _("Was reached")), *((one.value, one.label) for one in FAILED)],
        required=False,
        help_text=_("Whoever is not reached stays on the list and is tried again."),
    )
    # Both are demanded of whoever was not reached; the command checks it.
    why.says_optional = False
    note = NeededAtTimesField(
        label=_("What was tried, or through whom"),
        max_length=200,
        help_text=_("Needed for whoever is not reached: letter, telephone, family, and when."),
    )


class AgainForm(CommandForm):
    """Why somebody who was recorded as told or given up is to be told."""

    reason = ReasonField(
        label=_("What happened"),
        help_text=_("Such as: the letter came back, an address was found. At least %(count)s characters."),
    )


class GiveUpForm(PeopleForm):
    """Whom one person gives up to reach, and why."""

    reason = ReasonField(
        label=_("Why no further try helps, and how else it is told"),
        help_text=_("Such as a public notice. It stands beside the name on this list. At least %(count)s characters."),
    )


class GiveUpDecisionForm(PeopleForm):
    """Another person's decision about them."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("agree", _("Agree: they are not reached")), ("try_on", _("Try on"))],
        widget=forms.RadioSelect,
    )
    reason = NeededAtTimesField(
        label=_("What else is to be tried"), max_length=200, help_text=_("Needed where it is tried on; in no letter.")
    )

    def label_of(self, one: AffectedPerson) -> str:
        """With who gives the person up, and why."""
        asked = f"{one.giving_up_reason} ({one.giving_up_asked_by.full_name})"
        return f"{super().label_of(one)}: {asked}"


class AuthorityForm(CommandForm):
    """The letter to the authority."""

    on = LocalDateField(label=_("Sent on"))
    hour = LocalTimeField(label=_("Hour"))
    number = forms.CharField(label=_("Number of the letter"), required=False, max_length=80)

    def said(self, zone: str) -> dict[str, Any]:
        """The values as the command expects them."""
        data = self.cleaned_data
        return {"at": clock.at(data["on"], data["hour"], zone), "number": data["number"]}


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
