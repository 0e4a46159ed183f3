from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.command_forms import CommandForm
from core.forms import OneField
from outcomes.effect import cohort_files
from outcomes.effect.figure_words import WAVES
from programs.agreements.models import Agreement


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


class PartnerField(OneField):
    """An agreement by its number and partner; a detention center's name stays out of pages of the training center."""

    is_of_facility = False

    def label_from_instance(self, agreement):
        partner = agreement.training_center.short_name if self.is_of_facility else agreement.facility.city
        return f"{agreement.number} · {partner}"


class AskFileForm(CommandForm):
    """Whose rows, for whom and what for; nothing can be chosen of the people but their year."""

    pair = PartnerField(label=_("Agreement"), queryset=Agreement.objects.none())
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    receiver = forms.CharField(label=_("Who receives it"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both offices read this."),
    )

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        years = cohort_files.years_whole(clock.today(user.time_zone))
        self.fields["year"].choices = [(year, str(year)) for year in years]
        keys = [agreement.pk for agreement in cohort_files.pairs_of(user)]
        self.fields["pair"].is_of_facility = user.facility_id is not None
        found = Agreement.objects.filter(pk__in=keys).select_related("facility", "training_center")
        self.fields["pair"].queryset = found
