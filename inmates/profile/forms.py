from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core.errors import RuleViolation
from core.forms import LocalDateField
from inmates.custody.models.stays import Classification, LimitingDate, Source
from inmates.imports.reading import REQUIRED, Field
from inmates.imports.strange_lists import Strangeness
from inmates.people.codes import Education, Sex
from inmates.people.models import Person
from inmates.profile.owed_papers import waits

# By hand nobody may say that a spreadsheet says it.
HAND_SOURCES = [choice for choice in Source.choices if choice[0] != Source.IMPORT]


class ReasonsMixin:
    """Forms that show the reasons of a rule that said no."""

    def add_reasons(self, violation: RuleViolation) -> None:
        for reason in violation.reasons:
            self.add_error(None, str(reason))


class PersonForm(ReasonsMixin, forms.Form):
    """A form about one person, which it is given; it checks shape only."""

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)


class ProfileForm(ReasonsMixin, forms.ModelForm):
    """What both offices know of a person."""

    birth_date = LocalDateField(label=_("Date of birth"), required=False)

    class Meta:
        model = Person
        fields = ["full_name", "called_name", "birth_place", "birth_date", "sex", "education", "adjustments"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, instance=person, **kwargs)


class AdmitForm(ReasonsMixin, forms.Form):
    """Somebody who comes into custody without having stood in a spreadsheet."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    number = forms.CharField(label=_("Register number"), max_length=40)
    entered = LocalDateField(label=_("Date of entry"))
    birth_place = forms.CharField(label=_("Place of birth"), max_length=100, required=False)
    birth_date = LocalDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", "—"), *Sex.choices], required=False)
    education = forms.ChoiceField(label=_("Last education"), choices=[("", "—"), *Education.choices], required=False)


class NikForm(PersonForm):
    """The NIK alone, since only it is sealed and every change of it is noted."""

    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=20,
        help_text=_("16 digits as on the identity card. Leave blank to take the stored NIK away."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_nik(self):
        return self.cleaned_data["nik"].replace(" ", "").replace(".", "")


class PhotoForm(PersonForm):
    """A photo, whose size and content is judged as it is made anew."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 8 MB, face in the middle. It is cut to 3:4."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class CaseOfficerForm(PersonForm):
    """Who looks after the person, out of the case officers of this facility."""

    case_officer = forms.ModelChoiceField(
        label=_("Case officer"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        officers = User.objects.with_role(Role.CASE_OFFICER).filter(facility=self.person.facility, is_active=True)
        self.fields["case_officer"].queryset = officers
        self.initial.setdefault("case_officer", self.person.case_officer_id)


class HousingForm(PersonForm):
    """Block and cell, and from which day on."""

    block = forms.CharField(label=_("Block"), max_length=20)
    cell = forms.CharField(label=_("Cell"), max_length=20, required=False)
    from_date = LocalDateField(label=_("There since"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES)


class RegisterNumberForm(PersonForm):
    """A new register number, and from which day on."""

    number = forms.CharField(
        label=_("Register number"), max_length=40, help_text=_("As in the register, for example B.I 12/2026.")
    )
    from_date = LocalDateField(label=_("Valid from"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES)


class LimitingDateForm(PersonForm):
    """A day that limits training; left empty, it is not known any more."""

    kind = forms.ChoiceField(label=_("Which date"), choices=LimitingDate.Kind.choices)
    date = LocalDateField(label=_("Date"), required=False)
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES)


class ClassificationForm(PersonForm):
    """A judgement of one kind with its validity; it offers the values of that kind and no others."""

    kind = forms.ChoiceField(choices=Classification.Kind.choices, widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("Result"))
    from_date = LocalDateField(label=_("Valid from"))
    until = LocalDateField(label=_("Valid until"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES, initial=Source.DOCUMENT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        values = Classification.VALUES_OF.get(self["kind"].value(), ())
        self.fields["value"].choices = [("", _("Choose")), *((value.value, value.label) for value in values)]


class SuspensionForm(PersonForm):
    """Days without training, and by whose decision; there is no field for why."""

    from_date = LocalDateField(label=_("First day"))
    until = LocalDateField(label=_("Last day"), required=False)
    decided_by = forms.CharField(
        label=_("Decided by"),
        max_length=120,
        help_text=_("Office or name of who decided. What happened is not recorded here."),
    )


class SuspensionEndForm(PersonForm):
    """The last day of a suspension."""

    until = LocalDateField(label=_("Last day of the suspension"))


class KeepApartSearchForm(forms.Form):
    """The other person, by name or number."""

    q = forms.CharField(
        label=_("Name, alias or register number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class KeepApartForm(PersonForm):
    """Since when and by whose decision; there is no field for why."""

    from_date = LocalDateField(label=_("First day"))
    decided_by = forms.CharField(
        label=_("Decided by"),
        max_length=120,
        help_text=_("Office or name of who decided. What happened is not recorded here."),
    )


class PairEndForm(PersonForm):
    """The last day on which the two are kept apart."""

    until = LocalDateField(label=_("Last day"))


class ReleasedForm(forms.Form):
    """The search among people who have left."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    owed = forms.ChoiceField(
        label=_("Still to be given"),
        required=False,
        choices=[("", _("All")), ("yes", _("Something is owed"))],
    )

    def narrowed(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """Those of `people` whom the search means."""
        if self.cleaned_data["owed"]:
            people = people.filter(waits())
        words = self.cleaned_data["q"]
        return people.named_like(words) if words else people


class UploadForm(ReasonsMixin, forms.Form):
    """The spreadsheet, which is read in memory and not kept."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("xlsx, xls, ods or csv, at most 10 MB and 20,000 rows. The file itself is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )


class AcceptForm(ReasonsMixin, forms.Form):
    """Of a list that seems to be of another office: how many people it lacks, typed. Of any other: nothing."""

    confirmed = forms.IntegerField(
        label=_("How many people are not in the file?"),
        help_text=_("Type the number, so that nobody takes the wrong file by one click."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-date"}),
    )

    def __init__(self, *args, strange: Strangeness | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.strange = strange
        if strange is None:
            del self.fields["confirmed"]

    def clean_confirmed(self):
        typed = self.cleaned_data["confirmed"]
        if self.strange and typed != self.strange.missing:
            text = _("That is not the number of people who are missing. Look at them, then type it.")
            raise forms.ValidationError(text)
        return typed


class MappingForm(ReasonsMixin, forms.Form):
    """One choice for each column of the file, as `column_<index>`."""

    file = forms.FileField(
        label=_("The same file once more"),
        required=False,
        help_text=_("Needed only when you choose a column whose content was not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    def __init__(self, *args, headers, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers = headers
        # What stands in the first cells of each kept column, by its index: filled by the page that shows it.
        self.samples: dict[int, list[str]] = {}
        columns = {}
        for head in headers:
            columns[f"column_{head['index']}"] = forms.ChoiceField(
                label=head["text"] or _("Column %(number)s, without a head") % {"number": head["index"] + 1},
                required=False,
                initial=head["field"],
                choices=[("", _("Not read, not kept")), *Field.choices],
            )
        # Columns before the file, in which order the page shows them.
        self.fields = {**columns, **self.fields}

    def rows(self):
        """Each column: its select, what stands in it (None: not kept), and whether the import needs it."""
        for head in self.headers:
            select = self[f"column_{head['index']}"]
            shown = self.samples.get(head["index"], []) if head["field"] else None
            yield {"select": select, "samples": shown, "is_needed": select.value() in REQUIRED}

    def missing(self):
        """Labels of the fields without which no row can be taken, and which no column is read as."""
        chosen = {self[name].value() for name in self.fields if name.startswith("column_")}
        return [field.label for field in REQUIRED if field not in chosen]

    def mapping(self) -> dict[int, Field]:
        """Index of the column to the field chosen for it."""
        return {
            int(name.removeprefix("column_")): Field(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }

    def content(self) -> bytes | None:
        file = self.cleaned_data.get("file")
        return file.read() if file else None
