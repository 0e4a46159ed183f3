from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.command import CommandForm


class AcknowledgeForm(CommandForm):
    """What somebody did about a task; `example` is an answer that fits its kind."""

    note = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, for_facility: bool, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The training center is asked about training, in words of training.
        usual = "" if for_facility else str(_("For example: spoke with the participant, or: make-up session planned."))
        parts = [example or usual, str(_("Nothing about the case.")) if for_facility else ""]
        self.fields["note"].help_text = " ".join(filter(None, parts))
