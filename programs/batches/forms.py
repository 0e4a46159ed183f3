"""Fields shared by the forms that cancel a session or a batch: a catalogued cause and a note."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm, ReasonField
from programs.batches.models import CataloguedReason


class CauseField(forms.ModelChoiceField):
    """A catalogued cause, worded as the reader's office may know it."""

    for_facility = False

    def label_from_instance(self, cause: CataloguedReason) -> str:
        return cause.word_for(for_facility=self.for_facility)


class CauseForm(CommandForm):
    """Why something does not take place."""

    causes: QuerySet

    cause = CauseField(
        label=_("Reason"),
        queryset=None,
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    note = ReasonField(
        label=_("Note"),
        help_text=_("Needed with “Other”: at least %(count)s characters. Write no name of a participant."),
        rows=2,
        required=False,
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cause"].queryset = self.causes.all()
        self.fields["cause"].for_facility = user.facility_id is not None
        if user.facility_id:
            note, stays = self.fields["note"], _("The training center reads no note of yours.")
            note.help_text = f"{note.help_text} {stays}"
