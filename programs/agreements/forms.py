from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from core.command_forms import CommandForm
from core.forms import LocalDateField, OneField, SeveralField
from core.scans import MOST_SCAN_BYTES
from core.seen_forms import SeenMixin
from programs.agreements.models import FundingSource
from programs.catalog.models import Vocation


class AgreementForm(SeenMixin, CommandForm):
    """An agreement with the terms of the signed document."""

    training_center = OneField(label=_("Training center"), queryset=TrainingCenter.objects.all())
    number = forms.CharField(label=_("Number"), max_length=80, help_text=_("As written on the document."))
    title = forms.CharField(label=_("Subject"), max_length=200)
    valid_from = LocalDateField(label=_("Valid from"))
    valid_until = LocalDateField(label=_("Valid until"))
    vocations = SeveralField(label=_("Vocations"), queryset=Vocation.objects.all(), widget=forms.CheckboxSelectMultiple)
    funding_source = forms.ChoiceField(label=_("Funding source"), choices=FundingSource)
    contact_persons = forms.CharField(
        label=_("Contact persons"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name, office and telephone, one person per line."),
    )


class ScanForm(CommandForm):
    """A scan of a signed document; the rule decides by content which file types are accepted."""

    scan = forms.FileField(
        label=_("Scan"),
        help_text=_("PDF, JPEG or PNG, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def content(self) -> bytes:
        """Reads one byte more than the limit, so that the rule can tell that a file is too large."""
        return self.cleaned_data["scan"].read(MOST_SCAN_BYTES + 1)
