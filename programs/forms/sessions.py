from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Batch, Session


class SessionFilterForm(forms.Form):
    """Which sessions a list shows."""

    batch = forms.ModelChoiceField(
        label=_("Batch"), required=False, queryset=Batch.objects.none(), to_field_name="public_id", empty_label=_("All")
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        # Before a batch runs nobody is marked, and a cancelled one has nothing to be marked any more.
        self.fields["batch"].queryset = Batch.objects.visible_to(user).exclude(state__in=["planned", "cancelled"])

    def apply(self, sessions: QuerySet[Session]) -> QuerySet[Session]:
        batch = self.cleaned_data.get("batch") if self.is_valid() else None
        return sessions.filter(batch=batch) if batch else sessions
