"""The certificate list's filter, and the hidden data of approval forms."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.certificates.approval import changed_of
from certification.register.models import Certificate
from core.forms import SearchField
from programs.batches.models import Batch

State = Certificate.State
# Worded like the tags.
STATES = [
    (State.PREPARED.value, _("Waits for approval")),
    (State.APPROVED.value, _("Ready to issue")),
    ("again", _("Waits for approval again")),
    (State.ISSUED.value, _("Issued")),
    ("month", _("Issued this month")),
    ("asked", _("Revocation asked for")),
    (State.REVOKED.value, _("Revoked")),
    (State.SUPERSEDED.value, _("Replaced")),
    (State.WITHDRAWN.value, _("Taken back")),
]


class SeenForm(forms.Form):
    """What the page showed for approval: public id and version of the words of each paper."""

    seen = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    @classmethod
    def of(cls, seen: Mapping[str, str]) -> "SeenForm":
        """The form for a page showing these papers."""
        # Without element ids, since two such forms may be on one page.
        return cls(initial={"seen": [f"{paper}:{version}" for paper, version in seen.items()]}, auto_id=False)

    def papers(self) -> dict[str, str]:
        """The papers as the commands of `approval` expect them; invalid entries are ignored."""
        lines = self.cleaned_data["seen"] if self.is_valid() else []
        return {paper: version for paper, _colon, version in (line.partition(":") for line in lines)}


def _approved(certificates: QuerySet[Certificate], *, changed: bool) -> QuerySet[Certificate]:
    """Approved papers whose words have changed since, or the other ones."""
    approved = certificates.filter(state=State.APPROVED)
    again = changed_of(approved)
    return approved.filter(pk__in=again) if changed else approved.exclude(pk__in=again)


class CertificateFilter(forms.Form):
    """GET form: filters the certificate list; invalid values are ignored."""

    q = SearchField(label=_("Name or number"))
    batch = forms.ModelChoiceField(
        label=_("Batch"),
        queryset=Batch.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("All batches"),
    )
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All states")), *STATES], required=False)

    def __init__(self, *args, batches: QuerySet[Batch], today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["batch"].queryset = batches

    def apply(self, certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Certificates matching all valid fields."""
        # Fills `cleaned_data`, which lacks invalid fields.
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("batch"):
            certificates = certificates.filter(batch=chosen["batch"])
        if chosen.get("q"):
            certificates = certificates.matching(chosen["q"])
        if chosen.get("state") in ("again", State.APPROVED):
            return _approved(certificates, changed=chosen["state"] == "again")
        if chosen.get("state") == "asked":
            return certificates.filter(state=State.ISSUED, revocation_requested_at__isnull=False)
        if chosen.get("state") == "month":
            return certificates.issued_in_month_of(self.today)
        return certificates.filter(state=chosen["state"]) if chosen.get("state") else certificates
