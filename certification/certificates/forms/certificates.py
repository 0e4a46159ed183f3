"""The filter above the list of certificates, and what a form for approval carries along."""

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
# In the words of the tags.
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
    """What the page showed for approval: of each paper its public id and the version of its words."""

    seen = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    @classmethod
    def of(cls, seen: Mapping[str, str]) -> "SeenForm":
        """For the page that shows these papers."""
        # No ids: two such forms may stand on one page.
        return cls(initial={"seen": [f"{paper}:{version}" for paper, version in seen.items()]}, auto_id=False)

    def papers(self) -> dict[str, str]:
        """As the commands of `approval` take it; what is not understood names no paper."""
        lines = self.cleaned_data["seen"] if self.is_valid() else []
        return {paper: version for paper, _colon, version in (line.partition(":") for line in lines)}


def _approved(certificates: QuerySet[Certificate], *, changed: bool) -> QuerySet[Certificate]:
    """Those whose words have changed since the approval, or the others."""
    approved = certificates.filter(state=State.APPROVED)
    again = changed_of(approved)
    return approved.filter(pk__in=again) if changed else approved.exclude(pk__in=again)


class CertificateFilter(forms.Form):
    """GET form above the list of certificates; what is not understood filters nothing."""

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
        """The certificates that match every field that was filled in and understood."""
        # Fills `cleaned_data`; what was not understood is not in it.
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
