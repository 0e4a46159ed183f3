"""Forms for sign-off, and for what assessors and instructors record outside the grid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.assessment.models.contests import ResultAppeal
from certification.assessment.models.evidence import PracticeMark
from certification.assessment.models.results import UnitResult
from core.command_forms import CommandForm, NeededAtTimesField, ReasonField, ReasonForm
from core.forms import LocalDateField
from core.shown_acts import ShowingForm

LEVELS = [("", _("no entry")), *PracticeMark.Level.choices]
FEEDBACK_HELP = _("Needed for “not yet competent”: what is missing, what comes next.")


def _words(label, most: int, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class SignOffForm(ShowingForm):
    """The file number of the minutes."""

    number = forms.CharField(
        label=_("Number of the minutes"),
        max_length=80,
        help_text=_("As in the office's register, such as BA-017/2026."),
    )


class ResultForm(CommandForm):
    """One result on the unit page; `version` is the one the page showed."""

    result = forms.ChoiceField(label=_("Result"), choices=UnitResult.Result, widget=forms.RadioSelect)
    feedback = _words(_("Feedback"), 300, required=False, help_text=FEEDBACK_HELP)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AgainForm(CommandForm):
    """The new attempt granted by an appeal."""

    result = forms.ChoiceField(label=_("Result"), choices=UnitResult.Result, widget=forms.RadioSelect)
    feedback = _words(_("Feedback"), 300, required=False, help_text=FEEDBACK_HELP)


class RegistrationForm(CommandForm):
    """An assessor's registration card."""

    number = forms.CharField(
        label=_("Number of the assessor"), max_length=40, help_text=_("As on the card, such as MET.000.001234 2025.")
    )
    issuing_body = forms.CharField(label=_("Issued by"), max_length=100, initial="BNSP")
    valid_from = LocalDateField(label=_("Valid from"))
    valid_until = LocalDateField(label=_("Valid until"))


class EvidenceForm(CommandForm):
    """A file and a description of what it shows."""

    file = forms.FileField(label=_("File"), help_text=_("JPEG, PNG or PDF of at most 10 MB."))
    caption = forms.CharField(label=_("What the file shows"), max_length=200)


class AppealForm(CommandForm):
    """An appeal as received."""

    asker = forms.ChoiceField(label=_("Brought by"), choices=ResultAppeal.Asker)
    filed_on = LocalDateField(label=_("Received on"))
    grounds = ReasonField(
        label=_("Grounds"), max_length=500, help_text=_("What the person says, in at least %(count)s characters.")
    )


class AppealDecisionForm(ReasonForm):
    """The decision on an appeal."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=ResultAppeal.Outcome, widget=forms.RadioSelect)
    field_order = ["outcome", "reason"]


class AppealEndForm(ReasonForm):
    """Why nobody can assess again."""

    reason = ReasonField(
        label=_("Why it cannot be assessed again"),
        max_length=300,
        help_text=_("At least %(count)s characters. The person is told, and it is printed in the supplement."),
    )


class CorrectionForm(CommandForm):
    """The corrected result."""

    result = forms.ChoiceField(label=_("Correct result"), choices=UnitResult.Result, widget=forms.RadioSelect)
    feedback = _words(_("Feedback"), 300, required=False, help_text=FEEDBACK_HELP)
    reason = ReasonField(max_length=300, help_text=_("At least %(count)s characters. It is printed in the supplement."))


class CorrectionDecisionForm(CommandForm):
    """The second person's decision."""

    note = NeededAtTimesField(
        label=_("Note"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the correction is not approved."),
    )


class PracticeDayForm(CommandForm):
    """The day of the observation."""

    seen_on = LocalDateField(label=_("Seen on"))


class PracticeForm(forms.Form):
    """The observation of one person; an empty form records nothing."""

    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("no entry")), *PracticeMark.Level.choices], required=False
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "w-choice"})
    )
