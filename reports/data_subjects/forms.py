from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import SearchField


class PersonSearchForm(forms.Form):
    """The person a request is about: a facility can search by number too, a center only by name."""

    q = SearchField(label=_("Name or register number"))

    def __init__(self, *args: Any, by_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_number:
            self.fields["q"].label = _("Name")

    def words(self) -> str:
        """The search words; empty before anything was typed."""
        return self.cleaned_data["q"] if self.is_bound and self.is_valid() else ""
