from django import forms
from django.utils.translation import gettext_lazy as _

from programs.forms.command import CommandForm


class AcknowledgeForm(CommandForm):
    """What somebody did about a task."""

    note = forms.CharField(
        label=_("What was done"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: release recorded, or: is still here. Nothing about the case."),
    )

    def __init__(self, *args, for_facility: bool, **kwargs):
        super().__init__(*args, **kwargs)
        # The training center is asked about training, in words of training.
        if not for_facility:
            self.fields["note"].help_text = _("For example: spoke with the participant, or: make-up session planned.")
