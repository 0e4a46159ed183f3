from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core.forms import LocalDateField, SeveralField
from programs.batches.planning import Plan
from programs.forms.command import CommandForm, NumberField
from programs.models import Agreement, Batch, BatchStaff, FundingSource, ProgramVersion, Vocation


class BatchFilterForm(forms.Form):
    """Which batches a list shows."""

    q = forms.CharField(label=_("Name of the batch"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Batch.State.choices])
    vocation = forms.ModelChoiceField(
        label=_("Vocation"), required=False, queryset=Vocation.objects.all(), to_field_name="code", empty_label=_("All")
    )

    def apply(self, batches: QuerySet[Batch]) -> QuerySet[Batch]:
        """The batches that fit; all of them when what was sent makes no sense."""
        data = self.cleaned_data if self.is_valid() else {}
        if data.get("q"):
            batches = batches.filter(name__icontains=data["q"])
        if data.get("state"):
            batches = batches.filter(state=data["state"])
        if data.get("vocation"):
            batches = batches.filter(version__program__vocation=data["vocation"])
        return batches


class VersionChoice(forms.ModelChoiceField):
    """An open version, named by its program."""

    def label_from_instance(self, version):
        return f"{version.program.name} · {version.total_jp} JP · v{version.number}"


class AgreementChoice(forms.ModelChoiceField):
    """An agreement, named by its number and both offices."""

    def label_from_instance(self, agreement):
        return f"{agreement.number} · {agreement.facility.short_name} – {agreement.training_center.short_name}"


class BatchForm(CommandForm):
    """The plan of a batch. A training center names the detention center by choosing the agreement with it."""

    version = VersionChoice(label=_("Program"), queryset=ProgramVersion.objects.none())
    agreement = AgreementChoice(label=_("Agreement"), queryset=Agreement.objects.none(), required=False)
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Such as “Las 4/2026”."))
    capacity = NumberField(label=_("Places"), initial=16)
    starts_on = LocalDateField(label=_("Starts on"))
    assessment_on = LocalDateField(label=_("Assessment on"))
    room = forms.CharField(label=_("Room"), max_length=60)
    funding_source = forms.ChoiceField(label=_("Funding source"), choices=FundingSource)

    def __init__(self, *args, user: User, batch: Batch | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        versions = ProgramVersion.objects.visible_to(user)
        # A batch that is changed keeps its version, though another one may be open by now.
        usable = versions.open() | versions.filter(pk=batch.version_id if batch else None)
        self.fields["version"].queryset = usable.select_related("program").order_by("program__name")
        agreements = Agreement.objects.visible_to(user).select_related("facility", "training_center")
        self.fields["agreement"].queryset = agreements
        self.fields["agreement"].required = user.facility_id is None

    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__dataclass_fields__})


class StaffForm(CommandForm):
    """Who teaches and who assesses."""

    instructors = SeveralField(
        label=_("Instructors"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    assessors = SeveralField(
        label=_("Assessors"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, batch: Batch, **kwargs):
        duties = list(batch.staff.values_list("duty", "user"))
        chosen = {duty: [user for other, user in duties if other == duty] for duty in BatchStaff.Duty.values}
        initial = {"instructors": chosen["instructor"], "assessors": chosen["assessor"]}
        super().__init__(*args, initial=initial, **kwargs)
        people = User.objects.filter(training_center=batch.training_center, is_active=True).prefetch_related("groups")
        self.fields["instructors"].queryset = people.with_role(Role.INSTRUCTOR)
        self.fields["assessors"].queryset = people.with_role(Role.ASSESSOR)
