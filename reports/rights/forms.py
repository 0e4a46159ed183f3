from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import audit_words, clock
from core.command_forms import CommandForm, ReasonField
from core.forms import LocalDateField, LocalTimeField, OneField
from core.models import AuditEvent
from core.templatetags.dates import moment
from reports.retention.models import Destruction
from reports.retention.retention_periods import Office
from reports.rights import ended_consents
from reports.rights.models import RightsRequest


class RightsForm(CommandForm):
    """What is asked for, by whom and when; day and time are local to the office."""

    kind = forms.ChoiceField(label=_("Asked for"), choices=RightsRequest.Kind.choices, widget=forms.RadioSelect)
    asker = forms.ChoiceField(
        label=_("Asked by"), choices=RightsRequest.Asker.choices, widget=forms.RadioSelect, initial="self"
    )
    asker_name = forms.CharField(label=_("Name of the authorized person"), required=False, max_length=150)
    # Demanded of a request by an authorized person.
    asker_name.says_optional = False
    received_on = LocalDateField(label=_("Received on"))
    received_hour = LocalTimeField(label=_("Hour"))
    number = forms.CharField(label=_("Number of the letter"), required=False, max_length=80)
    consents = forms.MultipleChoiceField(
        label=_("Agreements that end"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They end once it is granted, those of a withdrawal after 3 × 24 hours in any case. An application or a"
            " registration ends while it waits; a place in a class is ended by whoever keeps the class."
        ),
    )
    # Demanded of a withdrawal.
    consents.says_optional = False
    wish = ReasonField(
        label=_("What is asked for"),
        help_text=_("Which data, what is wrong or unwanted, and why. At least %(count)s characters."),
        max_length=500,
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = [(kind.value, kind.label) for kind in ended_consents.choices(office)]

    def said(self, zone: str) -> dict[str, Any]:
        """The values as the command expects them."""
        data = dict(self.cleaned_data)
        data["received_at"] = clock.at(data.pop("received_on"), data.pop("received_hour"), zone)
        return data


class EventField(OneField):
    """One of the changes that were made, told by its words and its time."""

    def label_from_instance(self, obj: AuditEvent) -> str:
        """Such as "Person: changed, 1 Des 2026 08.00"."""
        return f"{audit_words.act(obj.action)}, {moment(obj.at)}"


class DestructionField(OneField):
    """One of the office's destructions."""

    def label_from_instance(self, obj: Destruction) -> str:
        """The moment at which it ended."""
        return moment(obj.done_at)


class AnswerForm(CommandForm):
    """The answer; a correction names the change, an erasure the destruction or why the data stay."""

    outcome = forms.ChoiceField(label=_("Answer"), choices=RightsRequest.Outcome.choices, widget=forms.RadioSelect)
    change = EventField(label=_("The change that was made"), queryset=AuditEvent.objects.none(), required=False)
    destruction = DestructionField(
        label=_("The destruction that was done"), queryset=Destruction.objects.none(), required=False
    )
    stays_for = forms.ChoiceField(
        label=_("Why data stay"),
        choices=[("", _("Nothing stays")), *RightsRequest.StaysFor.choices],
        required=False,
        help_text=_("Where nothing, or not everything, is erased."),
    )
    # A correction demands the one, an erasure that leaves something the other.
    change.says_optional = stays_for.says_optional = False
    answer = ReasonField(
        label=_("Reason"), help_text=_("It stands in the letter to the person. At least %(count)s characters."),
        max_length=500,
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, changes: Any, destructions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change"].queryset = changes
        self.fields["destruction"].queryset = destructions
        if kind != RightsRequest.Kind.CORRECTION:
            del self.fields["change"]
        if kind != RightsRequest.Kind.ERASURE:
            del self.fields["destruction"], self.fields["stays_for"]
