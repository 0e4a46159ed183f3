"""What is asked about a certificate that exists: copies, revocation, replacement, hand-over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate
from core.forms import LocalDateField
from programs.forms.command import CommandForm


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
