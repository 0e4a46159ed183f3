from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import TrainingCenter
from core.command_forms import CommandForm
from core.forms import LocalDateField, OneField, ScanField, SeveralField
from core.seen_forms import SeenMixin
from core.templatetags.dates import day_span
from programs.agreements.agreement_years import AgreementYear
from programs.agreements.meeting_records import Record
from programs.agreements.models import AgreementMeeting, FundingSource
from programs.catalog.models import Vocation


class AgreementForm(SeenMixin, CommandForm):
    """An agreement with the terms of the signed document."""

    training_center = OneField(label=_("Training center"), queryset=TrainingCenter.objects.all())
    number = forms.CharField(label=_("Number"), max_length=80, help_text=_("As written on the document."))
    title = forms.CharField(label=_("Subject"), max_length=200)
    valid_from = LocalDateField(label=_("Valid from"))
    valid_until = LocalDateField(label=_("Valid until"))
    vocations = SeveralField(label=_("Vocations"), queryset=Vocation.objects.all(), widget=forms.CheckboxSelectMultiple)
    funding_source = forms.ChoiceField(label=_("Funding source"), choices=FundingSource)
    contact_persons = forms.CharField(
        label=_("Contact persons"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name, office and telephone, one person per line."),
    )


class ScanForm(CommandForm):
    """A scan of a signed document; the rule decides by content which file types are accepted."""

    scan = ScanField(label=_("Scan"))


class PhotoForm(CommandForm):
    """A picture of a meeting, which is drawn anew without what the camera wrote into it."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. Take no picture on which participants can be recognized."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
    )

    def content(self) -> bytes:
        """The bytes as uploaded."""
        return self.cleaned_data["photo"].read()


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MeetingForm(SeenMixin, CommandForm):
    """A meeting, visit or yearly evaluation, as both offices will sign it."""

    unseen = ("words_are_meant",)

    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementMeeting.Kind)
    year = forms.TypedChoiceField(
        label=_("Year that is evaluated"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only for the yearly evaluation; its numbers are counted when it is saved."),
    )
    held_on = LocalDateField(label=_("Day of the meeting"))
    place = forms.CharField(label=_("Place"), max_length=160)
    attendees = forms.CharField(
        label=_("Who came"),
        max_length=6000,
        widget=_long(5),
        help_text=_("One person a line: name; office. For example: Siti Aminah, S.Kom.; BLK Banjarbaru"),
    )
    agenda = forms.CharField(label=_("Agenda"), max_length=2000, widget=_long(3))
    minutes = forms.CharField(label=_("What was discussed"), required=False, max_length=8000, widget=_long(8))
    decisions = forms.CharField(label=_("What was decided"), required=False, max_length=4000, widget=_long(4))
    facility_signatory = forms.CharField(
        label=_("Signs for the detention center"), required=False, max_length=100, help_text=_("Empty leaves a line.")
    )
    center_signatory = forms.CharField(
        label=_("Signs for the training center"), required=False, max_length=100, help_text=_("Empty leaves a line.")
    )
    words_are_meant = forms.BooleanField(
        label=_("The training center may read these words as they stand"),
        required=False,
        help_text=_("Asked for only where the text has words that tell of custody. Never name anybody in custody."),
    )

    def __init__(self, *args: Any, years: list[AgreementYear], writes_for_center: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [(year.number, f"{year.number}: {day_span(year.begins, year.ends)}") for year in reversed(years)]
        self.fields["year"].choices = [("", "–"), *labels]
        if writes_for_center:
            del self.fields["words_are_meant"]

    def clean_attendees(self) -> tuple[tuple[str, str], ...]:
        """Pairs of name and office."""
        found = []
        for number, line in enumerate(self.cleaned_data["attendees"].splitlines(), 1):
            name, _sign, office = (part.strip() for part in line.partition(";"))
            if line.strip() and not (name and office):
                text = _("Line %(line)d: write name; office, with a semicolon between them.")
                raise forms.ValidationError(text, "line", {"line": number})
            if line.strip():
                found.append((name, office))
        return tuple(found)

    def record(self) -> Record:
        """The values as the command expects them."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "words_are_meant"}
        return Record(**values)

    def is_meant(self) -> bool:
        """Whether the writer says that the other office may read it all."""
        return self.cleaned_data.get("words_are_meant", False)


def shown_meeting(meeting: AgreementMeeting) -> dict[str, Any]:
    """What stands, as the form shows it."""
    names = [name for name in MeetingForm.base_fields if name not in ("attendees", "words_are_meant")]
    lines = "\n".join("; ".join(pair) for pair in meeting.attendees)
    return {**{name: getattr(meeting, name) for name in names}, "attendees": lines}
