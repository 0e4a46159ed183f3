from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core.forms import LocalDateField
from programs.forms.command import CommandForm
from programs.models import Application, Batch, Enrollment
from programs.selecting import OUTCOMES


class PersonSearchForm(forms.Form):
    q = forms.CharField(label=_("Name of the person"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class ApplicationForm(CommandForm):
    source = forms.ChoiceField(label=_("Source"), choices=Application.Source.choices, widget=forms.RadioSelect)
    consent_on = LocalDateField(
        label=_("Consent given on"), help_text=_("The day on which the person signed. Without consent nobody applies.")
    )
    interest = forms.TypedChoiceField(
        label=_("Interest"),
        coerce=int,
        choices=[(1, _("1 – little")), (2, "2"), (3, _("3 – some")), (4, "4"), (5, _("5 – very strong"))],
        initial=3,
        widget=forms.RadioSelect,
        help_text=_("As the person says."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example experience in the trade. Nothing about the case."),
    )


class HearingForm(CommandForm):
    held_on = LocalDateField(label=_("Held on"))
    place = forms.CharField(label=_("Place"), max_length=100)
    chair = forms.ModelChoiceField(label=_("Chair"), queryset=User.objects.none())
    members = forms.ModelMultipleChoiceField(
        label=_("Members present"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, batch: Batch, **kwargs):
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(facility=batch.facility_id, is_active=True)
        self.fields["chair"].queryset = staff.with_role(Role.BOARD_CHAIR)
        self.fields["members"].queryset = staff.with_role(Role.BOARD_MEMBER)


class DecisionForm(CommandForm):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[(state, Application.State(state).label) for state in OUTCOMES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the minutes of the hearing."),
    )
    override = forms.BooleanField(
        label=_("Admit although the entry rules are not met"),
        required=False,
        help_text=_("Needs a reason of at least 10 characters and stays visible."),
    )

    def __init__(self, *args, meets_rules: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if meets_rules:
            del self.fields["override"]


class EndForm(CommandForm):
    on = LocalDateField(label=_("No longer expected from"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Enrollment.Reason.choices)


class SuspendForm(CommandForm):
    from_date = LocalDateField(label=_("Not expected from"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Enrollment.Reason.choices)


class ResumeForm(CommandForm):
    on = LocalDateField(label=_("Expected again from"))
