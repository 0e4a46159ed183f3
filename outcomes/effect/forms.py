from django import forms
from django.utils.translation import gettext_lazy as _

from outcomes.effect.figure_words import WAVES


class ChosenForm(forms.Form):
    """A part that is missing or unknown is the usual one."""

    def chosen(self, name, usual):
        """A valid value, or the usual one."""
        if self.is_bound:
            self.is_valid()
        return getattr(self, "cleaned_data", {}).get(name) or usual


class WaveForm(ChosenForm):
    """At which time."""

    saat = forms.ChoiceField(label=_("After"), choices=list(WAVES.items()), required=False, initial="m6")


class CohortForm(ChosenForm):
    """Which people, at which time, and of which group; a part that is missing or unknown is the usual one."""

    tahun = forms.TypedChoiceField(coerce=int, required=False)
    saat = forms.ChoiceField(label=_("After"), choices=list(WAVES.items()), required=False)
    kelompok = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args, years, year_label, **more):
        super().__init__(*args, **more)
        self.fields["tahun"].label = year_label
        self.fields["tahun"].choices = [(year, str(year)) for year in years]

    def offer_groups(self, groups):
        """Offers the groups (value, feature, label) that have figures of their own; none, nothing to choose."""
        if not groups:
            del self.fields["kelompok"]
            return
        features: dict[str, list] = {}
        for value, feature, label in groups:
            features.setdefault(feature, []).append((value, label))
        self.fields["kelompok"].choices = [("", _("All")), *features.items()]
