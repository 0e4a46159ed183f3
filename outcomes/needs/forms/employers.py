from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, NumberField
from core.forms import LocalDateField, SearchField
from core.seen_forms import SeenMixin
from outcomes.needs.codes import Attitude, ContactKind, ContactWay, GraduateFit, HiringWay
from outcomes.needs.employer_book import Facts
from outcomes.needs.models import Employer


class EmployerFilterForm(forms.Form):
    """Filters the list of employers."""

    q = SearchField(label=_("Name, field or village"))
    attitude = forms.ChoiceField(
        label=_("Attitude"), required=False, choices=[("", _("All attitudes")), *Attitude.choices]
    )
    consent = forms.ChoiceField(
        label=_("Contact"),
        required=False,
        choices=[("", _("All")), ("yes", _("May be contacted")), ("no", _("Not to be contacted"))],
    )

    def apply(self, employers: QuerySet[Employer]) -> QuerySet[Employer]:
        """The matching employers; invalid criteria are ignored."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            found = Q(name__icontains=words) | Q(field__icontains=words) | Q(village__icontains=words)
            employers = employers.filter(found)
        if asked.get("consent"):
            employers = employers.filter(may_contact=asked["consent"] == "yes")
        if attitude := asked.get("attitude"):
            # As text, since SQLite cannot look into lists; the quotes keep SKCK_TIDAK and TIDAK_COCOK apart.
            employers = employers.filter(attitudes__icontains=f'"{attitude}"')
        return employers


class EmployerFields(forms.Form):
    """What a form asks of an employer, in the order of the paper."""

    name = forms.CharField(label=_("Name of the business"), max_length=120)
    field = forms.CharField(label=_("Field of business"), max_length=80)
    village = forms.CharField(label=_("Village, district"), max_length=120, required=False)
    workers = NumberField(label=_("Number of workers"), required=False, min_value=0, max_value=1_000_000)
    contact_name = forms.CharField(label=_("Person met"), max_length=100, required=False)
    contact_title = forms.CharField(label=_("Position"), max_length=80, required=False)
    telephone = forms.CharField(label=_("Telephone number"), max_length=40, required=False)
    may_contact = forms.BooleanField(label=_("May be contacted again"), required=False)
    contact_way = forms.ChoiceField(
        label=_("If there is a fitting graduate"), required=False, choices=[("", _("Not said")), *ContactWay.choices]
    )
    contact_hours = forms.CharField(label=_("Days and hours"), max_length=60, required=False)
    attitudes = forms.MultipleChoiceField(
        label=_("What the employer said"),
        choices=Attitude.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    least_education = forms.CharField(label=_("Least education"), max_length=40, required=False)
    unfit_unit = forms.CharField(label=_("Unit that was missing"), max_length=40, required=False)
    hires_by = forms.MultipleChoiceField(
        label=_("How people were found so far"),
        choices=HiringWay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    graduates_taken = NumberField(
        label=_("Graduates of the training center taken so far"),
        required=False,
        min_value=0,
        max_value=9999,
        help_text=_("0 if none yet; empty if it was not said."),
    )
    graduates_fit = forms.ChoiceField(
        label=_("Were they fit"), required=False, choices=[("", _("Not said")), *GraduateFit.choices]
    )
    unfit_why = forms.CharField(label=_("Why less fit"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("Only about the work, never about a person.")
    )

    def facts(self) -> Facts:
        """The answers as the commands expect them."""
        values = {name: self.cleaned_data[name] for name in Facts.__dataclass_fields__}
        lists = {name: tuple(values[name]) for name in ("attitudes", "hires_by")}
        return Facts(**{**values, **lists})


class EmployerForm(SeenMixin, EmployerFields, CommandForm):
    """What is known of an employer."""


def shown_facts(employer: Employer) -> dict[str, Any]:
    """The initial values of the form of an employer."""
    return {name: getattr(employer, name) for name in Facts.__dataclass_fields__}


class ContactForm(CommandForm):
    """A visit, call or message."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices, widget=forms.RadioSelect, initial="visit")
    held_on = LocalDateField(label=_("Day"))
    was_answered = forms.BooleanField(label=_("Somebody answered"), required=False, initial=True)
    met = forms.CharField(label=_("Person met"), max_length=100, required=False)
    offered = forms.CharField(
        label=_("What was offered"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only about the work, never about a person."),
    )
