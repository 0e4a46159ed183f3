from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, NeededAtTimesField
from core.forms import LocalDateField, ScanField
from programs.recognized_units.recognition import Paper


class PaperForm(CommandForm):
    """A unit as it stands on a paper of another course or office."""

    code = forms.CharField(label=_("Unit code"), max_length=40, help_text=_("As printed on the paper."))
    title = forms.CharField(label=_("Unit title"), max_length=250)
    source = forms.CharField(
        label=_("Office and paper"), max_length=200, help_text=_("Who gave which paper, with its number.")
    )
    passed_on = LocalDateField(label=_("Day on the paper"))
    scan = ScanField(label=_("Scan of the paper"))

    def paper(self) -> Paper:
        """The values as the command expects them."""
        return Paper(**self.cleaned_data)


class DecisionForm(CommandForm):
    """Whether a unit is recognized."""

    answer = forms.ChoiceField(
        label=_("Decision"),
        choices=[("accept", _("Recognize the unit")), ("refuse", _("Do not recognize it"))],
        widget=forms.RadioSelect,
    )
    reason = NeededAtTimesField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where it is not recognized."),
    )

    def values(self) -> dict:
        """The values as the command expects them."""
        return {"accepts": self.cleaned_data["answer"] == "accept", "reason": self.cleaned_data["reason"]}
