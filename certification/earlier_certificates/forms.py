"""Forms for certificates from before: filter, confirmation, and end."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.earlier_certificates.earlier_ends import ENDS, ENDS_ASKED
from certification.earlier_certificates.models import EarlierCertificate
from core.command_forms import CommandForm, NeededAtTimesField, ReasonField
from core.forms import CHOOSE, SearchField
from core.reasons import with_shortest

State = EarlierCertificate.State


class EarlierFilter(forms.Form):
    """GET form: filters the certificates; invalid values are ignored."""

    q = SearchField(label=_("Number or name"))
    keadaan = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *State.choices, (ENDS_ASKED, _("End waits for a second person"))],
        required=False,
    )

    def apply(self, rows: QuerySet[EarlierCertificate]) -> QuerySet[EarlierCertificate]:
        """Certificates matching all valid fields."""
        self.is_valid()
        if text := self.cleaned_data.get("q"):
            rows = rows.matching(text.strip())
        state = self.cleaned_data.get("keadaan")
        if state == ENDS_ASKED:
            return rows.ends_asked()
        return rows.filter(state=state) if state else rows


class ConfirmForm(CommandForm):
    """Confirms or refuses the chosen rows; `seen` is the digest of what was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = NeededAtTimesField(
        label=_("Why they are not taken in"),
        max_length=200,
        help_text=with_shortest(_("At least %(count)s characters; needed only where rows are not taken in.")),
    )

    def values(self) -> dict[str, Any]:
        """What the command is told: which button was pressed, which rows are chosen, and the reason."""
        texts = self.data.getlist("certificate") if hasattr(self.data, "getlist") else []
        return {
            **self.cleaned_data,
            "chosen": {found for text in texts if (found := _key(text))},
            "accepts": "refuse" not in self.data,
        }


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class EndForm(CommandForm):
    """How a certificate ends, and why."""

    end_state = forms.ChoiceField(
        label=_("How it ends"), choices=[("", CHOOSE), *((state.value, state.label) for state in ENDS)]
    )
    reason = ReasonField(help_text=_("At least %(count)s characters. It stays inside the training center."))
