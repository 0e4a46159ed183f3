"""Forms for existing certificates: copies, revocation, replacement, hand-over."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certification.certificates import expiry
from certification.register.models import Certificate
from core.command_forms import CommandForm, ReasonField
from core.forms import LocalDateField, ScanField, SearchField
from core.templatetags.dates import day

SCANS = {"accept": ".pdf,.jpg,.jpeg,.png"}


class PrintForm(CommandForm):
    """The reason for another copy; asked from the second copy on."""

    reason = forms.CharField(
        label=_("Reason for another copy"),
        max_length=200,
        required=False,
        help_text=_("Needed from the second copy on, such as “first sheet spoiled”."),
    )

    def asked(self, *, is_again: bool) -> "PrintForm":
        """The form for a page; for another copy, its reason is not called optional."""
        self.fields["reason"].says_optional = not is_again
        return self


class RevocationForm(CommandForm):
    """The reason for revoking a certificate."""

    category = forms.ChoiceField(label=_("Kind"), choices=Certificate.RevocationCategory)
    reason = ReasonField(
        help_text=_("At least %(count)s characters. It stays inside the office; the check page shows none of it."),
        max_length=300,
    )


class ReplacementForm(CommandForm):
    """What is wrong with the certificate to be replaced."""

    reason = ReasonField(
        label=_("Why it is replaced"), help_text=_("At least %(count)s characters, such as “date of birth corrected”.")
    )


class HandOverForm(CommandForm):
    """Who received the certificate, and when."""

    handed_on = LocalDateField(label=_("Handed over on"))
    received_by = forms.CharField(
        label=_("Received by"), max_length=150, help_text=_("The holder, or who received it for the holder.")
    )
    proof = forms.CharField(
        label=_("Why somebody else may receive it"),
        max_length=200,
        required=False,
        help_text=_("Only for somebody who is not the holder, such as “wife, letter of authority 12/2026”."),
    )
    scan = ScanField(label=_("Scan of the receipt or the proof"), required=False)


def _noted(certificate: Certificate) -> str:
    """A suffix for the label of a certificate handed over earlier, without a scan."""
    if not hasattr(certificate, "hand_over"):
        return ""
    return gettext(" (handed over on %(day)s, without a scan)") % {"day": day(certificate.hand_over.handed_on)}


class HandOverTogetherForm(CommandForm):
    """Who received their certificates on one day, with the signed list if already scanned."""

    handed_on = LocalDateField(label=_("Handed over on"))
    scan = ScanField(
        label=_("Scan of the signed list"),
        required=False,
        help_text=_("PDF, JPEG or PNG, up to 10 MB. It can follow later."),
    )
    certificate = forms.ModelMultipleChoiceField(
        label=_("Who has received it"),
        queryset=Certificate.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, certificates: list[Certificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Certificate.objects.filter(pk__in=[one.pk for one in certificates]).defer("snapshot")
        found = found.select_related("enrollment__person", "hand_over").order_by("enrollment__person__name_sort", "pk")
        field = self.fields["certificate"]
        field.queryset = found
        field.label_from_instance = lambda one: f"{one.enrollment.person} · {one}{_noted(one)}"


class KindFilter(forms.Form):
    """GET form: the kind of certificates listed."""

    jenis = forms.ChoiceField(
        label=_("Kind"),
        choices=[("latihan", _("Training certificates")), ("kompetensi", _("Competency certificates"))],
        required=False,
    )

    def is_outside(self) -> bool:
        """Whether certificates of certification bodies are requested; an invalid value means own ones."""
        self.is_valid()
        return self.cleaned_data.get("jenis") == "kompetensi"


class ExpiryFilter(KindFilter):
    """GET form: which expiring certificates are shown."""

    q = SearchField(label=_("Name or number"))
    masa = forms.ChoiceField(label=_("Ends"), choices=expiry.Span, required=False)

    def found(self, user: Any, today: date) -> QuerySet[Any]:
        """Matching certificates; invalid values are ignored."""
        self.is_valid()
        rows = expiry.outside if self.is_outside() else expiry.own
        span = self.cleaned_data.get("masa") or expiry.Span.SOON
        return rows(user, today=today, span=span, words=self.cleaned_data.get("q", ""))
