from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core.command_forms import CommandForm
from core.forms import CHOOSE, LocalDateField, SearchField
from core.seen_forms import SeenMixin
from inmates.people.codes import Education, Sex
from inmates.people.forms import PersonForm, plain_name
from inmates.people.models import Person
from inmates.profile.filters import NOBODY
from inmates.profile.owed_papers import waits
from printing.printed_signs import printed_name


class ProfileForm(SeenMixin, CommandForm, forms.ModelForm):
    """Facts about a person that both offices know."""

    birth_date = LocalDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", CHOOSE), *Sex.choices], required=False)
    education = forms.ChoiceField(label=_("Last education"), choices=[("", CHOOSE), *Education.choices], required=False)

    class Meta:
        model = Person
        fields = ["full_name", "called_name", "birth_place", "birth_date", "sex", "education", "adjustments"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, instance=person, **kwargs)

    def clean_full_name(self):
        name = self.cleaned_data["full_name"]
        # A stored value may come from a list: correcting a birthday must not require correcting the name too.
        if "full_name" in self.changed_data:
            plain_name(name)
        return name

    def clean_birth_place(self):
        place = self.cleaned_data["birth_place"]
        if "birth_place" in self.changed_data:
            printed_name(place)
        return place


class AdmitForm(CommandForm):
    """Admits a person who was not in a spreadsheet."""

    full_name = forms.CharField(label=_("Full name"), max_length=150, validators=[plain_name])
    number = forms.CharField(label=_("Register number"), max_length=40)
    entered = LocalDateField(label=_("Date of entry"))
    block = forms.CharField(label=_("Block"), max_length=20, required=False)
    cell = forms.CharField(label=_("Cell"), max_length=20, required=False)
    birth_place = forms.CharField(label=_("Place of birth"), max_length=100, required=False, validators=[printed_name])
    birth_date = LocalDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", CHOOSE), *Sex.choices], required=False)
    education = forms.ChoiceField(label=_("Last education"), choices=[("", CHOOSE), *Education.choices], required=False)

    def clean(self):
        data = super().clean()
        if data.get("cell") and not data.get("block") and "block" not in self.errors:
            self.add_error("block", _("A cell stands in a block. Write the block too."))
        return data


class NikForm(PersonForm):
    """The NIK alone: only it is encrypted, and every change of it is audited."""

    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=20,
        help_text=_("16 digits as on the identity card. Leave blank to remove the stored NIK."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_nik(self):
        return self.cleaned_data["nik"].replace(" ", "").replace(".", "")


class PhotoForm(PersonForm):
    """A photo; its size and content are checked while it is redrawn."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 8 MB, face in the middle. It is cut to 3:4."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class CaseOfficerForm(SeenMixin, PersonForm):
    """The person's case officer, one of this facility's."""

    case_officer = forms.ModelChoiceField(
        label=_("Case officer"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        officers = User.objects.with_role(Role.CASE_OFFICER).filter(facility=self.person.facility, is_active=True)
        self.fields["case_officer"].queryset = officers
        self.initial.setdefault("case_officer", self.person.case_officer_id)


class OfficerForm(CommandForm):
    """Which of the `officers` the people picked are given, and whether everybody on the page is picked."""

    case_officer = forms.ChoiceField(label=_("Case officer"), required=False)
    everybody = forms.BooleanField(label=_("Everybody on this page"), required=False)

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.officers = {str(one.pk): one for one in officers}
        words = [(key, f"{one.full_name} ({one.load})") for key, one in self.officers.items()]
        self.fields["case_officer"].choices = [("", CHOOSE), *words, (NOBODY, _("Nobody yet"))]

    def clean_case_officer(self):
        """The officer, or None for nobody."""
        chosen = self.cleaned_data["case_officer"]
        if not chosen:
            raise forms.ValidationError(_("Choose a case officer."), "required")
        return self.officers.get(chosen)


class ReleasedForm(forms.Form):
    """Search among people who have left."""

    q = SearchField(label=_("Name"))
    owed = forms.ChoiceField(
        label=_("Still to be given"),
        required=False,
        choices=[("", _("All")), ("yes", _("Something is owed"))],
    )

    def narrowed(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """The `people` that match the search."""
        if self.cleaned_data["owed"]:
            people = people.filter(waits())
        words = self.cleaned_data["q"]
        return people.named_like(words) if words else people
