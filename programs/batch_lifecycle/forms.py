from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.command_forms import CommandForm, NumberField
from core.forms import FilterForm, LocalDateField, OneField, SearchField, SeveralField
from core.seen_forms import SeenMixin
from programs.agreements.models import Agreement, FundingSource
from programs.batch_lifecycle import need_check
from programs.batch_lifecycle.batch_plan import Plan
from programs.batches.batch_names import other_trade, proposed_names
from programs.batches.forms import CauseForm
from programs.batches.models import Batch, BatchStaff, CallOffReason
from programs.catalog.models import ProgramVersion, Vocation
from programs.timetable.availability import trade_and_load

INSIDE, PUBLIC = "partner", "public"
KINDS = [("", _("All")), (INSIDE, _("At a partner")), (PUBLIC, _("Public classes"))]


class BatchFilterForm(FilterForm):
    """Filters the list of batches; a training center also by where they are held."""

    q = SearchField(label=_("Name of the batch"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Batch.State.choices])
    vocation = forms.ModelChoiceField(
        label=_("Vocation"), required=False, queryset=Vocation.objects.all(), to_field_name="code", empty_label=_("All")
    )

    kind = forms.ChoiceField(label=_("Place"), required=False, choices=KINDS)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        if not user.training_center_id:
            del self.fields["kind"]

    def apply(self, batches: QuerySet[Batch]) -> QuerySet[Batch]:
        """The matching batches."""
        data = self.kept()
        if data.get("q"):
            batches = batches.filter(name__icontains=data["q"])
        if data.get("state"):
            batches = batches.filter(state=data["state"])
        if data.get("kind"):
            batches = batches.public() if data["kind"] == PUBLIC else batches.of_facilities()
        if data.get("vocation"):
            batches = batches.filter(version__program__vocation=data["vocation"])
        return batches


class CallOffForm(CauseForm):
    """The reason for calling a batch off."""

    causes = CallOffReason.objects.all()


class VersionChoice(OneField):
    """An open version, labelled with its program."""

    def label_from_instance(self, version):
        kind = f" · {_('without assessment')}" if version.is_without_assessment else ""
        return f"{version.program.name} · {version.total_jp} JP · v{version.number}{kind}"


class AgreementChoice(OneField):
    """An agreement, labelled with its number and both offices."""

    def label_from_instance(self, agreement):
        return f"{agreement.number} · {agreement.facility.short_name} – {agreement.training_center.short_name}"


class SuggestingInput(forms.TextInput):
    """A text field with suggestions that also accepts other values."""

    template_name = "programs/batch_lifecycle/_suggesting_input.html"
    suggestions: list[str] = []

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}-known"
        context["widget"]["attrs"]["list"] = listed
        return {**context, "list": listed, "suggestions": self.suggestions}


class BatchForm(SeenMixin, CommandForm):
    """The plan of a batch. A training center selects the detention center by choosing an agreement.

    With `is_public` that of a class of the training center itself, which has neither.
    """

    version = VersionChoice(label=_("Program"), queryset=ProgramVersion.objects.none())
    agreement = AgreementChoice(label=_("Agreement"), queryset=Agreement.objects.none(), required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        widget=SuggestingInput,
        help_text=_("Such as “Las 4/2026”. Left empty, it gets the next number of its trade and year."),
    )
    keep_name = forms.BooleanField(label=_("Keep this name"), required=False, widget=forms.HiddenInput)
    capacity = NumberField(label=_("Places"), initial=16)
    starts_on = LocalDateField(label=_("Starts on"))
    assessment_on = LocalDateField(
        label=_("Assessment on"), required=False, help_text=_("A course without assessment has none: leave it empty.")
    )
    # Demanded of every other course.
    assessment_on.says_optional = False
    room = forms.CharField(
        label=_("Room"),
        max_length=60,
        widget=SuggestingInput,
        help_text=_("Choose a room that is known, or write a new one."),
    )
    funding_source = forms.ChoiceField(label=_("Funding source"), choices=FundingSource)
    no_need_reason = forms.CharField(
        label=_("Why without a need record"), required=False, max_length=200, widget=forms.HiddenInput
    )

    def __init__(self, *args, user: User, batch: Batch | None = None, is_public: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        visible = Batch.objects.visible_to(user)
        self.batch, self.known = batch, visible.public() if is_public else visible.of_facilities()
        self.user, self.is_public = user, is_public
        versions = ProgramVersion.objects.visible_to(user)
        # A batch being changed keeps its version, even if another one is open by now.
        usable = versions.open() | versions.filter(pk=batch.version_id if batch else None)
        related = usable.select_related("program__vocation").order_by("program__name")
        self.fields["version"].queryset = related
        agreements = Agreement.objects.visible_to(user).select_related("facility", "training_center")
        self.fields["agreement"].queryset = agreements
        self.fields["agreement"].required = user.facility_id is None
        if is_public:
            del self.fields["agreement"]
        self.rooms = sorted(set(self.known.order_by().values_list("room", flat=True)))
        self.fields["room"].widget.suggestions = self.rooms
        if batch is None:
            this_year = clock.today(user.time_zone).year
            names = proposed_names(related, self.known, (this_year, this_year + 1))
            self.fields["name"].widget.suggestions = names

    def lacks(self) -> str:
        """What must exist before any batch can be planned: "agreement", "program", or an empty string."""
        asked = self.fields.get("agreement")
        if self.batch is None and asked and not asked.queryset.exists():
            return "agreement"
        return "" if self.fields["version"].queryset.exists() else "program"

    def clean_room(self) -> str:
        """Uses the spelling of a known room, so that a variant does not create a second one."""
        typed = " ".join(self.cleaned_data["room"].split())
        return next((room for room in self.rooms if room.casefold() == typed.casefold()), typed)

    def clean(self):
        data = super().clean()
        version = data.get("version")
        if not version:
            return data
        if data.get("name"):
            self._check_trade(data["name"], version)
        elif "name" not in self.errors and data.get("starts_on"):
            data["name"] = self._next_name(version, data["starts_on"].year, data.get("agreement"))
        if "assessment_on" not in self.errors:
            self._check_assessment(version, data.get("assessment_on"))
        if self.batch is None and not self.is_public:
            self._check_need(version, data.get("no_need_reason", ""))
        return data

    def _next_name(self, version: ProgramVersion, year: int, agreement: Agreement | None) -> str:
        # Numbering is per facility; a training center has batches in several.
        batches = self.known.filter(facility=agreement.facility_id) if agreement else self.known
        (name,) = proposed_names([version], batches, (year,))
        return name

    def _check_assessment(self, version: ProgramVersion, day: date | None) -> None:
        if day is None and not version.is_without_assessment:
            self.add_error("assessment_on", _("The day of the assessment is missing. Write it."))
        if day and version.is_without_assessment:
            self.add_error(
                "assessment_on", _("This course is without assessment, so there is no day for it. Leave it empty.")
            )

    def _check_need(self, version: ProgramVersion, reason: str) -> None:
        today = clock.today(self.user.time_zone)
        for blocker in need_check.need_blockers(version, on=today, reason=reason):
            self.fields["no_need_reason"].widget = forms.TextInput()
            self.add_error("no_need_reason", str(blocker))

    def _check_trade(self, name: str, version: ProgramVersion) -> None:
        named = other_trade(name, version)
        if named and not self.cleaned_data.get("keep_name"):
            sentence = _("The name speaks of %(named)s, the program is one of %(own)s. Change it, or keep it below.")
            self.add_error("name", sentence % {"named": named, "own": version.program.vocation})
            self.fields["keep_name"].widget = forms.CheckboxInput()

    def plan(self) -> Plan:
        """The values as the commands expect them."""
        return Plan(**{name: self.cleaned_data.get(name) for name in Plan.__dataclass_fields__})


class PeopleField(SeveralField):
    """Selects several people, each with known details beside the name."""

    notes: dict[int, str] = {}

    def label_from_instance(self, person):
        note = self.notes.get(person.pk)
        return f"{person} – {note}" if note else str(person)


class StaffForm(SeenMixin, CommandForm):
    """Selects who teaches and who assesses."""

    instructors = PeopleField(
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
        instructors = people.with_role(Role.INSTRUCTOR)
        self.fields["instructors"].queryset = instructors
        self.fields["instructors"].notes = trade_and_load(batch, instructors)
        self.fields["assessors"].queryset = people.with_role(Role.ASSESSOR)
        if not batch.has_assessment:
            del self.fields["assessors"]
