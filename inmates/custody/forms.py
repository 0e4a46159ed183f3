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
