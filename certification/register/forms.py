"""Forms for number series: choosing one, its settings, voiding a number."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from certification.register import number_series
from certification.register.models import NumberSeries
from core import clock
from core.command_forms import CommandForm
from core.reasons import with_shortest
from core.seen_forms import SeenMixin


class VoidForm(CommandForm):
    """Why a number of the series is voided."""

    paper = forms.ChoiceField(label=_("Paper"), choices=NumberSeries.Paper)
    reason = forms.CharField(
        label=_("Why the number is void"),
        max_length=200,
        help_text=with_shortest(_("At least %(count)s characters, such as “given by hand to another class”.")),
    )


class SeriesFilter(forms.Form):
    """The series shown in the register; the newest if none or an invalid one is chosen."""

    # Indonesian, because it is part of the URL.
    seri = forms.ChoiceField(label=_("Series"), required=False)
    setelah = forms.IntegerField(min_value=0, max_value=10**9, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, series: Iterable[NumberSeries], **kwargs):
        super().__init__(*args, **kwargs)
        self.series = {f"{one.paper}-{one.year}": one for one in series}
        self.fields["seri"].choices = [(key, str(one)) for key, one in self.series.items()]

    def chosen(self) -> NumberSeries | None:
        self.is_valid()
        newest = next(iter(self.series.values()), None)
        return self.series.get(self.cleaned_data.get("seri", ""), newest)

    def after(self) -> int:
        """The number after which the page begins."""
        self.is_valid()
        return self.cleaned_data.get("setelah") or 0


class SeriesForm(SeenMixin, CommandForm):
    """Settings of a number series; its `used` and `year` determine the next numbers."""

    pattern = forms.CharField(
        label=_("Pattern of the number"),
        max_length=60,
        help_text=_("{number:04d}: running number with four digits. {year}: year. {month}: month in Roman numerals."),
    )
    used_before = forms.IntegerField(
        label=_("Numbers used on paper before this system"),
        min_value=0,
        # More than any center issues in a year: a typing error.
        max_value=20_000,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        help_text=_("The last number given by hand this year. These numbers are listed in the register as void."),
    )
    validity_months = forms.IntegerField(
        label=_("Months of validity"),
        min_value=1,
        max_value=240,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        help_text=_("Empty: the paper is valid without end."),
    )

    def __init__(self, *args, center: TrainingCenter, paper: str, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.center, self.paper, self.year = center, paper, year

    def next_numbers(self) -> list[str]:
        """The next numbers with these values; none, with errors on the form, if they are not usable."""
        values = self.initial if not self.is_bound else self.cleaned_data if self.is_valid() else {}
        if "pattern" not in values:
            return []
        reasons = number_series.pattern_blockers(values["pattern"], self.center, self.paper)
        if reasons:
            self.add_error("pattern", [str(reason) for reason in reasons])
            return []
        today, used = clock.today(self.center.time_zone), values.get("used_before") or 0
        return number_series.next_numbers(values["pattern"], used=used, year=self.year, today=today)
