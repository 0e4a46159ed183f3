"""Forms for outside tests: planning, candidates, results, blanks."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certification.outside_tests import blank_register, held_tests
from certification.outside_tests.models.blanks import BlankSerial
from certification.outside_tests.models.tests import OutsideCandidate, OutsideTest
from certification.outside_tests.test_outcomes import Outcome, outcome_of
from certification.outside_tests.validity import three_years_after
from core.command_forms import CommandForm, NeededAtTimesField
from core.forms import LocalDateField, ScanField, SearchField
from core.reasons import with_shortest
from core.seen_forms import SeenMixin
from inmates.imports.forms import SPREADSHEETS, UploadForm
from programs.batches.models import Batch
from programs.places.models import Enrollment

SCANS = {"accept": ".pdf,.jpg,.jpeg,.png"}


class TestForm(SeenMixin, CommandForm):
    """Data of a test."""

    body = forms.CharField(label=_("Certification body (LSP)"), max_length=150)
    license_number = forms.CharField(
        label=_("License number"), max_length=60, required=False, help_text=_("Such as BNSP-LSP-2629-ID.")
    )
    scheme_name = forms.CharField(
        label=_("Scheme"),
        max_length=200,
        help_text=_("As the body writes it. Equal to the scheme of a program, it counts in the entry rules."),
    )
    scheme_number = forms.CharField(label=_("Scheme number"), max_length=80, required=False)
    scheme_kind = forms.ChoiceField(label=_("Kind of scheme"), choices=OutsideTest.SchemeKind)
    place = forms.CharField(
        label=_("Test place (TUK)"), max_length=150, help_text=_("The neutral name: it goes out with the list.")
    )
    place_kind = forms.ChoiceField(label=_("Kind of test place"), choices=OutsideTest.PlaceKind)
    held_on = LocalDateField(label=_("Day of the test"))

    def plan(self) -> held_tests.Plan:
        """The values for the command."""
        return held_tests.Plan(**self.cleaned_data)


class BatchChoice(forms.Form):
    """GET form: the batch whose participants are shown."""

    angkatan = forms.ModelChoiceField(
        label=_("Batch"),
        queryset=Batch.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=_("Choose a batch"),
    )

    def __init__(self, *args: Any, batches: QuerySet[Batch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["angkatan"].queryset = batches

    def chosen(self) -> Batch | None:
        self.is_valid()
        return self.cleaned_data.get("angkatan")


class CandidatesForm(CommandForm):
    """Participants of the batch to send."""

    person = forms.ModelMultipleChoiceField(
        label=_("Participants"),
        queryset=Enrollment.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: list[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in people]
        found = Enrollment.objects.filter(pk__in=keys).select_related("person", "batch__training_center")
        self.fields["person"].queryset = found.order_by("person__name_sort", "pk")
        self.fields["person"].label_from_instance = lambda one: one.person.full_name


class OutcomeForm(CommandForm):
    """The body's result for one candidate."""

    result = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("not known yet")), *OutsideCandidate.Result.choices]
    )
    certificate_number = forms.CharField(label=_("Certificate number"), max_length=60, required=False)
    registration_number = forms.CharField(label=_("Number at the body"), max_length=60, required=False)
    blank_serial = forms.CharField(
        label=_("Serial of the blank"),
        max_length=40,
        required=False,
        help_text=_("As printed on the sheet; it is not the certificate number."),
    )
    issued_on = LocalDateField(label=_("Date of issue"), required=False)
    valid_until = LocalDateField(
        label=_("Valid until"), required=False, help_text=_("Empty: three years from the date of issue.")
    )
    reason = NeededAtTimesField(
        label=_("Reason for the correction"),
        max_length=200,
        help_text=with_shortest(_("At least %(count)s characters; needed only if a recorded value changes.")),
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    @classmethod
    def of(cls, data: Any, candidate: OutsideCandidate) -> "OutcomeForm":
        """The form with the recorded values."""
        known = outcome_of(candidate)
        return cls(data, initial={**known.__dict__, "version": candidate.version})

    def outcome(self) -> Outcome:
        """The values entered; the validity defaults to three years."""
        said = {name: self.cleaned_data[name] for name in Outcome.__dataclass_fields__}
        if said["certificate_number"] and said["issued_on"] and not said["valid_until"]:
            said["valid_until"] = three_years_after(said["issued_on"])
        return Outcome(**said)


class CertificateScanForm(CommandForm):
    """A scan of the body's certificate."""

    scan = ScanField(label=_("Scan"))


class OutsideHandOverForm(CommandForm):
    """Who received the body's certificate, and when."""

    handed_on = LocalDateField(label=_("Handed over on"))
    received_by = forms.CharField(
        label=_("Received by"), max_length=150, help_text=_("The holder, or who received it for the holder.")
    )


class ResultsForm(UploadForm):
    """The result file, which is read in memory and not stored."""

    file = forms.FileField(
        label=_("File of results"),
        help_text=_("xlsx, xls, ods or csv, at most 10 MB. The file itself is not kept."),
        widget=forms.FileInput(attrs=SPREADSHEETS),
    )


class AcceptForm(CommandForm):
    """The rows to store; `seen` is the digest of what was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = NeededAtTimesField(
        label=_("Reason for the correction"),
        max_length=200,
        help_text=with_shortest(_("At least %(count)s characters; needed only if a recorded value changes.")),
    )


class BlanksForm(CommandForm):
    """Blanks received together."""

    issuer = forms.CharField(label=_("Whose blanks"), max_length=150, help_text=_("The certification body."))
    first_serial = forms.CharField(label=_("First serial"), max_length=40)
    last_serial = forms.CharField(
        label=_("Last serial"),
        max_length=40,
        help_text=_("Equal to the first one but for the last digits, such as BNSP 0001001 and BNSP 0001050."),
    )
    received_on = LocalDateField(label=_("Received on"))


class BlankForm(CommandForm):
    """The new state of a sheet in stock."""

    state = forms.ChoiceField(
        label=_("What became of the blank"),
        choices=[(one.value, one.label) for one in map(BlankSerial.State, blank_register.GONE)],
    )
    reason = forms.CharField(
        label=_("What happened to it"), max_length=200, help_text=_("At least 5 characters, such as “ink ran”.")
    )


class BlankFilter(forms.Form):
    """GET form: filters the register of blanks; invalid values are ignored."""

    q = SearchField(label=_("Serial"))
    keadaan = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *BlankSerial.State.choices], required=False
    )

    def apply(self, blanks: QuerySet[BlankSerial]) -> QuerySet[BlankSerial]:
        """Blanks matching all valid fields."""
        self.is_valid()
        if text := self.cleaned_data.get("q"):
            blanks = blanks.filter(serial__icontains=text.strip())
        if state := self.cleaned_data.get("keadaan"):
            blanks = blanks.filter(state=state)
        return blanks
