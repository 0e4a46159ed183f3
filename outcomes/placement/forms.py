from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.command_forms import CommandForm, NumberField
from core.forms import LocalDateField, OneField
from core.seen_forms import SeenMixin
from core.templatetags.dates import day_full
from outcomes.followup.forms.agreements import AgreementForm
from outcomes.needs.codes import Terms
from outcomes.needs.forms.fields import RupiahField
from outcomes.needs.forms.needs import UnitBoxes
from outcomes.needs.models import Employer, NeedRecord
from outcomes.placement.codes import EndOfVacancy, Step, Why, Wish
from outcomes.placement.introductions import NEXT, Taken
from outcomes.placement.models import Introduction, Vacancy
from outcomes.placement.vacancies import Offer
from outcomes.placement.vacancy_needs import heard_before
from programs.catalog.models import Vocation


class NeedField(OneField):
    """One of the employer's need records, named by job, number and how it is known."""

    def label_from_instance(self, obj: NeedRecord) -> str:
        """ "Welder (6), visit of 3 Nov 2026"."""
        return f"{obj.job} ({obj.number}), {obj.get_kind_display()}, {day_full(obj.recorded_on)}"


class VacancyForm(UnitBoxes, CommandForm):
    """What an employer offers."""

    job = forms.CharField(label=_("Job"), max_length=60)
    vocation = OneField(label=_("Vocation"), queryset=Vocation.objects.all())
    number = NumberField(label=_("How many people"), min_value=1, max_value=500, initial=1)
    place = forms.CharField(label=_("Place of work"), max_length=120, required=False)
    terms = forms.ChoiceField(label=_("Employed"), required=False, choices=[("", _("Not said")), *Terms.choices])
    wage_least = RupiahField(label=_("Wage from (rupiah)"), required=False)
    wage_most = RupiahField(label=_("Wage to (rupiah)"), required=False)
    begins_on = LocalDateField(label=_("Work begins on"), required=False)
    closes_on = LocalDateField(label=_("Open until"))
    serves = NeedField(
        label=_("Asked for before"),
        queryset=NeedRecord.objects.none(),
        required=False,
        empty_label=_("By the name of the job, or not yet"),
        help_text=_("What a visit or a letter named already. The plan counts these people once, as a vacancy."),
    )

    def __init__(self, *args, employer: Employer, **kwargs):
        super().__init__(*args, **kwargs)
        center = employer.training_center
        known = heard_before(employer, clock.today(center.time_zone)).select_related("vocation")
        if known:
            self.fields["serves"].queryset = known
        else:
            del self.fields["serves"]
        self.offer_units(center)

    def own_fields(self) -> list[forms.BoundField]:
        """What is asked before the units, in this order."""
        return [field for field in self if field.name not in ("must", "nice")]

    def offer(self) -> Offer:
        """The answers as the command expects them."""
        data = self.cleaned_data
        return Offer(**{**data, "must": frozenset(data["must"]), "nice": frozenset(data["nice"])})


class VacancyChangeForm(SeenMixin, VacancyForm):
    """What an employer offers, corrected."""

    unseen = ("must", "nice")


def shown_offer(vacancy: Vacancy) -> dict[str, Any]:
    """The initial values of the form of a vacancy."""
    asked: dict[str, Any] = {"must": [], "nice": []}
    for unit in vacancy.units.all():
        asked["must" if unit.is_must else "nice"].append(unit.code)
    asked["serves"] = vacancy.need.part_of_id if vacancy.need else None
    return {name: getattr(vacancy, name) for name in Offer.__dataclass_fields__ if name not in asked} | asked


class VacancyEndForm(CommandForm):
    """Why a vacancy is closed."""

    ended_as = forms.ChoiceField(label=_("Why"), choices=EndOfVacancy.choices, widget=forms.RadioSelect)


class WishForm(AgreementForm):
    """What work somebody wants."""

    wants = forms.ChoiceField(label=_("Wants"), choices=Wish.choices, widget=forms.RadioSelect, initial=Wish.ANY)
    places = forms.CharField(
        label=_("Where"), max_length=80, required=False, help_text=_("Villages or districts, such as Binuang, Rantau.")
    )
    is_unavailable = forms.BooleanField(
        label=_("Not available now"),
        required=False,
        help_text=_("For whatever reason; none is asked or kept. The name stays listed, last, and is not proposed."),
    )
    told_on = LocalDateField(label=_("Told on"))


class StepForm(AgreementForm):
    """The next step of an introduction."""

    step = forms.ChoiceField(label=_("Step"), widget=forms.RadioSelect)
    on = LocalDateField(label=_("Day"))
    why = forms.ChoiceField(
        label=_("If it came to nothing, why"), required=False, choices=[("", _("Choose")), *Why.choices]
    )
    works_since = LocalDateField(label=_("If work has started, since when"), required=False)

    def __init__(self, *args, introduction: Introduction, **kwargs):
        super().__init__(*args, **kwargs)
        following = NEXT[introduction.step]
        self.fields["step"].choices = [(step.value, step.label) for step in following]
        if Step.STARTED in following:
            day = day_full(introduction.vacancy.opened_on)
            # The field is empty for other steps; for this one it is needed, and its text says so.
            self.fields["works_since"].says_optional = False
            self.fields["works_since"].help_text = _(
                "Needed for this step. As the person told it, not before the vacancy was opened on %(day)s."
            ) % {"day": day}
        else:
            del self.fields["works_since"]

    def taken(self) -> Taken:
        """The answers as the command expects them."""
        return Taken(**self.cleaned_data)
