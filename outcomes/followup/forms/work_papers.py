"""How far the papers are that the placement officer helps to get."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LocalDateField
from outcomes.followup.forms.agreements import AgreementForm
from outcomes.followup.work_papers import Paper
from outcomes.leaving.models import Readiness

_CONDITIONS = {
    "SKCK": _("An employer asks for it, and the person wants it"),
    "NIB": _("The person opens or runs a business and wants it"),
}


class WorkPapersForm(AgreementForm):
    """All papers of one graduate, saved together."""

    on = LocalDateField(label=_("Day of the changes"))

    def __init__(self, *args: Any, papers: list[Paper], **more: Any) -> None:
        super().__init__(*args, **more)
        self.papers = papers
        for paper in papers:
            code = paper.item.code.lower()
            self.fields[f"state_{code}"] = forms.ChoiceField(
                label=paper.item.word, choices=Readiness.State.choices, initial=paper.state
            )
            if paper.is_if_wanted:
                self.fields[f"wanted_{code}"] = forms.BooleanField(label=_CONDITIONS[paper.item.code], required=False)

    def states(self) -> dict[str, str]:
        """What was chosen, by code of the item."""
        return {paper.item.code: self.cleaned_data[f"state_{paper.item.code.lower()}"] for paper in self.papers}

    def wanted(self) -> frozenset[str]:
        """Codes of the papers whose condition is ticked."""
        return frozenset(
            paper.item.code for paper in self.papers if self.cleaned_data.get(f"wanted_{paper.item.code.lower()}")
        )
