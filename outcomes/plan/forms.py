from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.command_forms import CommandForm, NeededAtTimesField, NumberField
from core.forms import LocalDateField, OneField
from core.seen_forms import SeenMixin
from outcomes.needs.codes import NeedKind
from outcomes.needs.forms.fields import RupiahField
from outcomes.plan.models import PlanLine, TrainingPlan
from outcomes.plan.plan_decisions import Decision, Minutes, decided_before
from outcomes.plan.plan_drafts import YEARS_AHEAD, Means
from outcomes.plan.rate_setting import RATES, WEIGHTS
from programs.agreements.models import Agreement

LINES = forms.Textarea(attrs={"rows": 3})


class AgreementNumber(OneField):
    """An agreement by its number and the town of the partner: its name stays out of pages of the training center."""

    def label_from_instance(self, agreement):
        return f"{agreement.number} · {agreement.facility.city}"


class DraftForm(CommandForm):
    """A new plan."""

    agreement = AgreementNumber(label=_("Agreement"), queryset=Agreement.objects.none())
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    budget = RupiahField(label=_("Budget"), help_text=_("In rupiah, of all sources together."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today(user.time_zone)
        this_year = today.year
        years = range(this_year, this_year + YEARS_AHEAD + 1)
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.fields["year"].initial = this_year + 1
        agreements = Agreement.objects.visible_to(user).filter(valid_until__gte=today).select_related("facility")
        self.fields["agreement"].queryset = agreements


class BudgetForm(SeenMixin, CommandForm):
    """The budget of a plan."""

    budget = RupiahField(label=_("Budget"), help_text=_("In rupiah, of all sources together."))


class MeansForm(SeenMixin, CommandForm):
    """What can be taught in a vocation."""

    seats = NumberField(label=_("Places in a batch"), min_value=1)
    runs = NumberField(
        label=_("Batches that room, tools and instructor allow"), min_value=0, max_value=20, help_text=_("In the year.")
    )
    seeking = NumberField(label=_("Graduates still seeking work in the trade"), min_value=0, max_value=9999)
    public_places = NumberField(label=_("Places planned in public classes"), min_value=0, max_value=9999)
    cost = RupiahField(label=_("Cost of a place"), help_text=_("In rupiah, for one person and the whole training."))

    def means(self) -> Means:
        """The values as the command expects them."""
        return Means(**{name: self.cleaned_data[name] for name in Means.__dataclass_fields__})


class MinutesForm(CommandForm):
    """The minutes of the meeting."""

    held_on = LocalDateField(label=_("Day of the meeting"))
    place = forms.CharField(label=_("Place"), max_length=100)
    present = forms.CharField(
        label=_("Present"),
        max_length=300,
        widget=LINES,
        help_text=_("Name or rank, and office. Both offices may be named here; it is printed as written."),
    )
    course = forms.CharField(
        label=_("What was discussed"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Both offices keep these minutes: only needs, wishes, room and money."),
    )
    partner_name = forms.CharField(label=_("Who signs for the partner"), max_length=100)
    partner_number = forms.CharField(label=_("Staff number"), max_length=40, required=False)

    def minutes(self) -> Minutes:
        """The minutes as the command expects them."""
        return Minutes(**{name: self.cleaned_data[name] for name in Minutes.__dataclass_fields__})


class CorrectionForm(MinutesForm):
    """A new version of the minutes, with what is wrong in the last one."""

    why = forms.CharField(label=_("Why it is corrected"), max_length=200)


class MeetingForm(MinutesForm):
    """The minutes and what the meeting decided about each vocation; after a return, as they were written before.

    Once the plan was proposed anew, the decisions begin from that proposal.
    """

    def __init__(self, *args: Any, plan: TrainingPlan, **kwargs: Any) -> None:
        last = plan.meeting
        written = {name: getattr(last, name) for name in Minutes.__dataclass_fields__} if last else {}
        super().__init__(*args, initial=written, **kwargs)
        self.rows = list(plan.lines.select_related("vocation", "version").order_by("position", "pk"))
        decided, self.is_returned = decided_before(plan, last), last is not None
        for line in self.rows:
            before = {"position": line.position, "batches": line.batches, "places": line.places, "reason": ""}
            values = before | decided.get(line.pk, {})
            for name, label in (("position", _("Order")), ("batches", _("Batches")), ("places", _("Places"))):
                field = NumberField(label=label, min_value=0, max_value=999, initial=values[name])
                self.fields[f"{line.pk}-{name}"] = field
            self.fields[f"{line.pk}-reason"] = NeededAtTimesField(
                label=_("Reason, if it differs"), max_length=200, initial=values["reason"]
            )

    def minute_fields(self) -> list[forms.BoundField]:
        """The fields of the minutes, without those of the lines."""
        return [self[name] for name in Minutes.__dataclass_fields__]

    def lines(self) -> Iterator[tuple[PlanLine, list[forms.BoundField]]]:
        """Each line with its fields."""
        for line in self.rows:
            yield line, [self[f"{line.pk}-{name}"] for name in ("position", "batches", "places", "reason")]

    def decisions(self) -> list[Decision]:
        """The decisions as the command expects them."""
        data = self.cleaned_data
        names = ("position", "batches", "places", "reason")
        return [Decision(line, **{name: data[f"{line.pk}-{name}"] for name in names}) for line in self.rows]


RATE_LABELS = {
    "planning_yield": _("Share of places that end in work in the trade"),
    "second_wish": _("What a second wish counts"),
    "third_wish": _("What a third wish counts"),
    "need_points": _("Points for need"),
    "wish_points": _("Points for wishes"),
    "outcome_points": _("Points for earlier outcomes"),
    "cost_points": _("Points for low cost"),
}


class RatesForm(CommandForm):
    """Weights of need records and rates of plans, from a day on."""

    valid_from = LocalDateField(label=_("Valid from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {kind.value.lower(): kind.label for kind in NeedKind} | RATE_LABELS
        for name in (*WEIGHTS, *RATES):
            self.fields[name] = forms.DecimalField(
                label=labels[name],
                max_digits=5,
                decimal_places=2,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6, "class": "w-time"}),
            )

    def values(self) -> dict[str, Decimal]:
        """All values by name, without the day."""
        return {name: self.cleaned_data[name] for name in (*WEIGHTS, *RATES)}
