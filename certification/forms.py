"""The forms of certification; what they ask goes to one command each."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from certification.issue import numbering
from certification.models import Certificate, NumberSeries
from core import clock
from core.forms import LocalDateField
from programs.forms.command import CommandForm
from programs.models import Batch

STATES = [
    ("prepared", _("Prepared")),
    ("approved", _("Approved")),
    ("issued", _("Issued")),
    ("asked", _("Revocation asked for")),
    ("revoked", _("Revoked")),
    ("superseded", _("Superseded")),
    ("withdrawn", _("Withdrawn before issue")),
]


class SignOffForm(CommandForm):
    """The number under which the minutes are filed."""

    number = forms.CharField(
        label=_("Number of the minutes"),
        max_length=80,
        help_text=_("As in the office's register, such as BA-017/2026."),
    )


class PrintForm(CommandForm):
    """Why another copy is needed; asked from the second one on."""

    reason = forms.CharField(
        label=_("Reason for another copy"),
        max_length=200,
        required=False,
        help_text=_("Needed from the second copy on, such as “first sheet spoiled”."),
    )


class RevocationForm(CommandForm):
    """Why a certificate should no longer be valid."""

    category = forms.ChoiceField(label=_("Kind"), choices=Certificate.RevocationCategory)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least 10 characters. It stays inside the office; the check page shows none of it."),
    )


class ReplacementForm(CommandForm):
    """What is wrong with the certificate that is to be replaced."""

    reason = forms.CharField(
        label=_("Why it is replaced"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least 10 characters, such as “date of birth corrected”."),
    )


class HandOverForm(CommandForm):
    """Who received the certificate, and on which day."""

    handed_on = LocalDateField(label=_("Handed over on"))
    received_by = forms.CharField(
        label=_("Received by"), max_length=150, help_text=_("The holder, or who received it for the holder.")
    )


class VoidForm(CommandForm):
    """Why a number of the series is taken out of use."""

    paper = forms.ChoiceField(label=_("Paper"), choices=NumberSeries.Paper)
    reason = forms.CharField(
        label=_("Why the number is void"),
        max_length=200,
        help_text=_("At least 10 characters, such as “given by hand to another class”."),
    )


class CertificateFilter(forms.Form):
    """GET form above the list of certificates; what is not understood filters nothing."""

    q = forms.CharField(label=_("Name or number"), max_length=80, required=False)
    batch = forms.ModelChoiceField(
        label=_("Batch"), queryset=Batch.objects.none(), required=False, to_field_name="public_id",
        empty_label=_("All batches"),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All states")), *STATES], required=False)

    def __init__(self, *args, batches: QuerySet[Batch], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = batches

    def apply(self, certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """The certificates that match every field that was filled in and understood."""
        # Fills `cleaned_data`; what was not understood is not in it.
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("batch"):
            certificates = certificates.filter(batch=chosen["batch"])
        if chosen.get("q"):
            certificates = certificates.matching(chosen["q"])
        if chosen.get("state") == "asked":
            return certificates.filter(state="issued", revocation_requested_at__isnull=False)
        return certificates.filter(state=chosen["state"]) if chosen.get("state") else certificates


class SeriesFilter(forms.Form):
    """Which series the register shows; the newest when nothing is chosen or understood."""

    # Indonesian names, because they stand in the address.
    seri = forms.ChoiceField(label=_("Series"), required=False)
    setelah = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, series: QuerySet[NumberSeries], **kwargs):
        super().__init__(*args, **kwargs)
        self.series = {f"{one.paper}-{one.year}": one for one in series}
        self.fields["seri"].choices = [(key, str(one)) for key, one in self.series.items()]

    def chosen(self) -> NumberSeries | None:
        self.is_valid()
        newest = next(iter(self.series.values()), None)
        return self.series.get(self.cleaned_data.get("seri", ""), newest)

    def after(self) -> int:
        """The number behind which the page begins."""
        self.is_valid()
        return self.cleaned_data.get("setelah") or 0


class SeriesForm(CommandForm):
    """What a series of numbers is: `used` and `year` of the series tell which numbers come next."""

    pattern = forms.CharField(
        label=_("Pattern of the number"),
        max_length=60,
        help_text=_("{number:04d}: running number with four digits. {year}: year. {month}: month in Roman numerals."),
    )
    used_before = forms.IntegerField(
        label=_("Numbers used on paper before this system"),
        min_value=0,
        # Each one becomes a row of the register: a slip of the keyboard must not make millions.
        max_value=20_000,
        initial=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        help_text=_("The last number of this year that was given by hand. They stand in the register as void."),
    )
    validity_months = forms.IntegerField(
        label=_("Months of validity"),
        min_value=1,
        max_value=240,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        help_text=_("Empty: the certificate is valid without end."),
    )

    def __init__(self, *args, center: TrainingCenter, paper: str, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.center, self.paper, self.year = center, paper, year

    def next_numbers(self) -> list[str]:
        """The numbers that come next with these values; none, with the reasons on the form, when they cannot serve."""
        values = self.initial if not self.is_bound else self.cleaned_data if self.is_valid() else {}
        if "pattern" not in values:
            return []
        reasons = numbering.pattern_blockers(values["pattern"], self.center, self.paper)
        if reasons:
            self.add_error("pattern", [str(reason) for reason in reasons])
            return []
        today, used = clock.today(self.center.time_zone), values.get("used_before") or 0
        return numbering.next_numbers(values["pattern"], used=used, year=self.year, today=today)
