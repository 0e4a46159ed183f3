"""What the page of a region can be narrowed by."""

from datetime import date

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from inmates.people.codes import Sex
from programs.agreements.models import FundingSource
from programs.catalog.models import Vocation
from reports.region.region_figures import Choice


class Period(TextChoices):
    """How far back figures go; each ends with the month that has begun."""

    YEAR_BACK = "12", _("last 12 months")
    THIS_YEAR = "year", _("this year")
    THIS_QUARTER = "quarter", _("this quarter")
    THIS_MONTH = "month", _("this month")

    def first(self, today: date) -> date:
        """The first day of its earliest month."""
        if self == Period.YEAR_BACK:
            return date(today.year - 1, today.month + 1, 1) if today.month < 12 else date(today.year, 1, 1)
        month = {Period.THIS_MONTH: today.month, Period.THIS_QUARTER: today.month - (today.month - 1) % 3}
        return date(today.year, month.get(self, 1), 1)


class RegionForm(forms.Form):
    """Period, vocation, fund and sex; what is wrong is told and left out, and the rest holds."""

    period = forms.ChoiceField(label=_("Period"), choices=Period, required=False, initial=Period.YEAR_BACK)
    vocation = forms.ModelChoiceField(
        Vocation.objects.all(),
        to_field_name="code",
        label=_("Vocation"),
        required=False,
        empty_label=_("All vocations"),
    )
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = [("", _("All funds")), *FundingSource.choices]
        self.fields["sex"].choices = [("", _("All")), *Sex.choices]

    def choice(self, today: date) -> Choice:
        """What is asked for."""
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        vocation = asked.get("vocation")
        return Choice(
            Period(asked.get("period") or Period.YEAR_BACK).first(today),
            today.replace(day=1),
            vocation=vocation.pk if vocation else None,
            fund=asked.get("fund") or "",
            sex=asked.get("sex") or "",
        )
