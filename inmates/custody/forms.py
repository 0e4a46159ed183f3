from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CHOOSE, LocalDateField, ScanField, SearchField
from core.seen_forms import SeenMixin
from inmates.custody.models.stays import Classification, LimitingDate, Source
from inmates.people.forms import PersonForm

# Manual input must not name a spreadsheet as its source.
HAND_SOURCES = [choice for choice in Source.choices if choice[0] != Source.IMPORT]


class HousingForm(PersonForm):
    """Block and cell, and the day of the move."""

    block = forms.CharField(label=_("Block"), max_length=20)
    cell = forms.CharField(label=_("Cell"), max_length=20, required=False)
    from_date = LocalDateField(label=_("There since"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES)


class RegisterNumberForm(PersonForm):
    """A new register number, and its first day."""

    number = forms.CharField(
        label=_("Register number"), max_length=40, help_text=_("As in the register, for example B.I 12/2026.")
    )
    from_date = LocalDateField(label=_("Valid from"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES)


class LimitingDateForm(SeenMixin, PersonForm):
    """A date that limits training; clearing it records that the date is no longer known."""

    # The source of the new date is asked each time, so it is never compared with a stored value.
    unseen = ("source",)

    kind = forms.ChoiceField(label=_("Which date"), choices=LimitingDate.Kind.choices)
    date = LocalDateField(label=_("Date"), required=False)
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES)


class ClassificationForm(PersonForm):
    """A judgement of one kind with its validity; offers only the values of that kind."""

    kind = forms.ChoiceField(choices=Classification.Kind.choices, widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("Result"))
    from_date = LocalDateField(label=_("Valid from"))
    until = LocalDateField(label=_("Valid until"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES, initial=Source.DOCUMENT)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        values = Classification.VALUES_OF.get(self["kind"].value(), ())
        self.fields["value"].choices = [("", CHOOSE), *((value.value, value.label) for value in values)]


class SheetForm(forms.Form):
    """What holds for the whole sheet of classifications, and what its rows are to be filled with."""

    from_date = LocalDateField(label=_("Valid from"))
    source = forms.ChoiceField(label=_("Source"), choices=HAND_SOURCES, initial=Source.DOCUMENT)
    until = LocalDateField(label=_("Valid until"), required=False, help_text="")
    field_order = (*Classification.Kind.values, "until", "from_date", "source")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, values in Classification.VALUES_OF.items():
            choices = [("", CHOOSE), *((value.value, value.label) for value in values)]
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, required=False, choices=choices)
        self.order_fields(self.field_order)


class JudgementForm(forms.Form):
    """The row of a person in the sheet of classifications; nothing chosen means: stays as it is."""

    seen = forms.RegexField(r"[0-9]{1,19}(-[0-9]{1,19}){2}")
    picked = forms.BooleanField(required=False)
    until = LocalDateField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, values in Classification.VALUES_OF.items():
            choices = [(value.value, value.label) for value in values]
            self.fields[kind.value] = forms.ChoiceField(required=False, choices=choices)

    @property
    def chosen(self) -> dict[str, str]:
        """The values chosen, by kind. Of a valid form."""
        kinds = Classification.Kind.values
        return {kind: self.cleaned_data[kind] for kind in kinds if self.cleaned_data.get(kind)}

    def clean(self):
        values = super().clean()
        if self.chosen and "until" not in self.errors and not values.get("until"):
            self.add_error("until", _("Say until when it is valid."))
        if values.get("until") and not self.chosen and not any(kind in self.errors for kind in Classification.Kind):
            self.add_error(None, _("Choose a result, or clear the date."))
        return values


class SuspensionForm(PersonForm):
    """Days without training, and who decided it; deliberately without a field for the reason."""

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


class ScanOfPaperForm(PersonForm):
    """A dated paper with its scan."""

    dated = LocalDateField(label=_("Day of the paper"))
    scan = ScanField(label=_("Scan"))


class StatementForm(ScanOfPaperForm):
    """The statement with stamp duty that the person has signed."""


class PermissionForm(ScanOfPaperForm):
    """The permission of whoever ordered the remand."""

    issued_by = forms.CharField(label=_("Given by"), max_length=120, help_text=_("Court or office, without the case."))
    until = LocalDateField(label=_("Valid until"), required=False)
    field_order = ("dated", "until", "issued_by", "scan")


class HearingForm(PersonForm):
    """The day of the next hearing."""

    day = LocalDateField(
        label=_("Day of the next hearing"), required=False, help_text=_("Day/month/year. Empty: none is set.")
    )


class KeepApartSearchForm(forms.Form):
    """The other person, by name or number."""

    q = SearchField(label=_("Name, alias or register number"))


class KeepApartForm(PersonForm):
    """From which day and by whose decision; deliberately without a field for the reason."""

    from_date = LocalDateField(label=_("First day"))
    decided_by = forms.CharField(
        label=_("Decided by"),
        max_length=120,
        help_text=_("Office or name of who decided. What happened is not recorded here."),
    )


class PairEndForm(PersonForm):
    """The last day on which the two people are kept apart."""

    until = LocalDateField(label=_("Last day"))
