from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter, User
from core import clock
from core.command_forms import CommandForm, NumberField
from core.forms import LocalDateField, OneField, SearchField
from outcomes.needs.codes import NeedKind, PaperAsked, Terms
from outcomes.needs.forms.employers import EmployerFields
from outcomes.needs.forms.fields import RupiahField, coming_months
from outcomes.needs.models import Employer, NeedRecord
from outcomes.needs.need_recording import Asked, Job, TaughtUnit, taught_units
from programs.catalog.models import Vocation

LETTERS = ("a", "b", "c")
JOB_FIELDS = ("job", "vocation", "number", "wage_least", "wage_most", "terms", "begins")
MOST_PLACES = 9999


class NeedFilterForm(forms.Form):
    """Filters the list of need records."""

    q = SearchField(label=_("Job, employer or source"))
    vocation = forms.ModelChoiceField(
        label=_("Vocation"), required=False, queryset=Vocation.objects.all(), to_field_name="code", empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *NeedKind.choices])
    age = forms.ChoiceField(
        label=_("Age"),
        required=False,
        choices=[
            ("", _("All")),
            ("young", _("Counts")),
            ("old", _("Too old")),
            ("withdrawn", _("Withdrawn")),
        ],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def apply(self, needs: QuerySet[NeedRecord]) -> QuerySet[NeedRecord]:
        """The matching records; invalid criteria are ignored."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            found = Q(job__icontains=words) | Q(employer__name__icontains=words) | Q(source__icontains=words)
            needs = needs.filter(found)
        if asked.get("vocation"):
            needs = needs.filter(vocation=asked["vocation"])
        if asked.get("kind"):
            needs = needs.filter(kind=asked["kind"])
        return self._of_age(needs, asked.get("age"))

    def _of_age(self, needs: Any, age: str | None) -> QuerySet[NeedRecord]:
        if age == "withdrawn":
            return needs.exclude(withdrawn_on=None)
        if age in ("young", "old"):
            return needs.young(self.today) if age == "young" else needs.old(self.today)
        return needs


@dataclass(frozen=True)
class UnitRow:
    """A unit with its two boxes."""

    unit: TaughtUnit
    is_must: bool
    is_nice: bool


class UnitBoxes(forms.Form):
    """Units that work asks for, with boxes for "needed" and "good to have"."""

    must = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    nice = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    units: list[TaughtUnit]
    vocations: list[Vocation]

    def offer_units(self, center: TrainingCenter) -> None:
        """Offers the units that the training center teaches."""
        self.units, self.vocations = taught_units(center), list(Vocation.objects.all())
        choices = [(unit.code, unit.title) for unit in self.units]
        self.fields["must"].choices = self.fields["nice"].choices = choices

    def unit_groups(self) -> Iterator[tuple[Vocation, list[UnitRow]]]:
        """The units by vocation, in the order of the list, each with what is ticked."""
        ticked = {name: set(self[name].value() or ()) for name in ("must", "nice")}
        for vocation in self.vocations:
            rows = [
                UnitRow(unit, unit.code in ticked["must"], unit.code in ticked["nice"])
                for unit in self.units
                if unit.vocation == vocation.pk
            ]
            if rows:
                yield vocation, rows


class UnitFields(UnitBoxes):
    """What a need record says of the work besides the job."""

    other_skills = forms.CharField(label=_("Other skills, not in the list"), max_length=200, required=False)
    lacking = forms.CharField(label=_("What applicants lack most"), max_length=200, required=False)
    tools = forms.CharField(label=_("Tools used: make or kind"), max_length=200, required=False)
    brings_tools = forms.BooleanField(label=_("Own tools are needed"), required=False)
    papers = forms.MultipleChoiceField(
        label=_("Papers asked from everybody"),
        choices=PaperAsked.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def asked(self, *, kind: str, source: str, place: str) -> Asked:
        """The answers to all jobs as the commands expect them."""
        data = self.cleaned_data
        same = ("recorded_on", "tools", "brings_tools", "other_skills", "lacking")
        return Asked(
            kind=kind,
            source=source,
            place=place,
            papers=tuple(data["papers"]),
            must=frozenset(data["must"]),
            nice=frozenset(data["nice"]),
            **{name: data[name] for name in same},
        )


def _job_fields(today: date, *, is_required: bool) -> dict[str, forms.Field]:
    return {
        "job": forms.CharField(label=_("Job"), max_length=100, required=is_required),
        "vocation": OneField(label=_("Vocation"), queryset=Vocation.objects.all(), required=is_required),
        "number": NumberField(
            label=_("Number within 12 months"), required=is_required, min_value=1, max_value=MOST_PLACES
        ),
        "wage_least": RupiahField(label=_("Wage from"), required=False),
        "wage_most": RupiahField(label=_("Wage up to"), required=False),
        "terms": forms.ChoiceField(
            label=_("Daily or permanent"), required=False, choices=[("", _("Not said")), *Terms.choices]
        ),
        "begins": forms.ChoiceField(
            label=_("Begins"), required=False, choices=[("", _("Not said")), *coming_months(today)]
        ),
    }


class FilledForm(EmployerFields, UnitFields, CommandForm):
    """A filled paper form of a visit, keyed in on one page: employer, up to three jobs, what they ask."""

    recorded_on = LocalDateField(label=_("Day of the visit"))
    kind = forms.ChoiceField(
        label=_("What was found"),
        choices=[(kind.value, kind.label) for kind in (NeedKind.KUN, NeedKind.LOW)],
        widget=forms.RadioSelect,
        initial=NeedKind.KUN,
    )

    def __init__(self, *args: Any, user: User, employer: Employer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer, today = employer, clock.today(user.time_zone)
        for letter in LETTERS:
            for name, field in _job_fields(today, is_required=letter == "a").items():
                self.fields[f"{letter}_{name}"] = field
        self.offer_units(user.training_center)

    def lines(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The lines a to c of the jobs, each with its fields."""
        for letter in LETTERS:
            yield letter, [self[f"{letter}_{name}"] for name in JOB_FIELDS]

    def clean(self) -> dict[str, Any]:
        """A line counts once anything is written in it; then job, vocation and number belong to it."""
        data = super().clean() or self.cleaned_data
        for letter in LETTERS[1:]:
            if any(data.get(f"{letter}_{name}") for name in JOB_FIELDS):
                for name in ("job", "vocation", "number"):
                    key = f"{letter}_{name}"
                    if not data.get(key) and key not in self.errors:
                        self.add_error(key, _("Fill this in too, or leave the whole line empty."))
        return data

    def jobs(self) -> list[Job]:
        """The jobs of all lines that are filled in."""
        data = self.cleaned_data
        return [
            Job(**{name: data[f"{letter}_{name}"] for name in JOB_FIELDS})
            for letter in LETTERS
            if data[f"{letter}_job"]
        ]

    def all_asked(self) -> Asked:
        """What the form says of all its jobs: the person met is its source, the village its place."""
        data = self.cleaned_data
        return self.asked(kind=data["kind"], source=data["contact_name"] or data["name"], place=data["village"])


class NeedForm(UnitFields, CommandForm):
    """One need record of any kind, such as a village project or figures of the labor office."""

    kind = forms.ChoiceField(label=_("Kind"), choices=NeedKind.choices, widget=forms.RadioSelect, initial="DESA")
    employer = OneField(
        label=_("Employer"), queryset=Employer.objects.none(), required=False, empty_label=_("No employer")
    )
    source = forms.CharField(label=_("Source"), max_length=120, help_text=_("Who said it, or where it stands."))
    recorded_on = LocalDateField(label=_("Day"))
    place = forms.CharField(label=_("Place of work"), max_length=120, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"].queryset = Employer.objects.visible_to(user)
        self.fields |= _job_fields(clock.today(user.time_zone), is_required=True)
        self.offer_units(user.training_center)

    def own_fields(self) -> list[forms.BoundField]:
        """The fields about the source and the job, as the page shows them first."""
        return [self[name] for name in ("kind", "employer", "source", "recorded_on", "place", *JOB_FIELDS)]

    def job(self) -> Job:
        """The job as the command expects it."""
        return Job(**{name: self.cleaned_data[name] for name in JOB_FIELDS})
