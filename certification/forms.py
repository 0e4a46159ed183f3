"""The forms of certification; what they ask goes to one command each."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate, NumberSeries
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
    number = forms.CharField(
        label=_("Number of the minutes"),
        max_length=80,
        help_text=_("As in the office's register, such as BA-017/2026."),
    )


class PrintForm(CommandForm):
    reason = forms.CharField(
        label=_("Reason for another copy"),
        max_length=200,
        required=False,
        help_text=_("Needed from the second copy on, such as “first sheet spoiled”."),
    )


class RevocationForm(CommandForm):
    category = forms.ChoiceField(label=_("Kind"), choices=Certificate.RevocationCategory)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least 10 characters. It stays inside the office; the check page shows none of it."),
    )


class ReplacementForm(CommandForm):
    reason = forms.CharField(
        label=_("Why it is replaced"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least 10 characters, such as “date of birth corrected”."),
    )


class HandOverForm(CommandForm):
    handed_on = LocalDateField(label=_("Handed over on"))
    received_by = forms.CharField(
        label=_("Received by"), max_length=150, help_text=_("The holder, or who received it for the holder.")
    )


class VoidForm(CommandForm):
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
