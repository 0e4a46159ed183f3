from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm
from core.forms import LocalDateField, OneField
from inmates.people.codes import Education
from programs.catalog.models import Vocation
from programs.interviews import interview_records
from programs.interviews.models import Interview, Skill, TrainingGoal

LINES = forms.Textarea(attrs={"rows": 2})


def _wish(label) -> OneField:
    return OneField(label=label, queryset=Vocation.objects.all(), required=False)


class InterviewForm(CommandForm):
    """The intake interview, in the order of the paper form."""

    held_on = LocalDateField(label=_("Interviewed on"))
    entry = forms.ChoiceField(
        label=_("How it was recorded"), choices=Interview.Entry.choices, widget=forms.RadioSelect, initial="direct"
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills"), choices=Skill.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    prior_work = forms.CharField(
        label=_("Earlier work"),
        required=False,
        max_length=300,
        widget=LINES,
        help_text=_("Trade and years. Nothing about the case."),
    )
    prior_certificates = forms.CharField(label=_("Certificates held"), required=False, max_length=300, widget=LINES)
    education = forms.ChoiceField(
        label=_("Last education"), required=False, choices=[("", _("Not known")), *Education.choices]
    )
    first = _wish(_("Would like to learn most"))
    second = _wish(_("Second wish"))
    third = _wish(_("Third wish"))
    wishes = forms.CharField(label=_("Wishes after release"), required=False, max_length=300, widget=LINES)
    adjustments = forms.CharField(
        label=_("Needed adjustments"),
        required=False,
        max_length=200,
        help_text=_("What the instructor must mind, such as “must not lift heavy loads”; never a diagnosis."),
    )

    def said(self) -> interview_records.Said:
        """The answers as the command expects them, strongest wish first."""
        data = self.cleaned_data
        return interview_records.said_from(data, [data["first"], data["second"], data["third"]])


class GoalForm(CommandForm):
    """One step of the training plan."""

    text = forms.CharField(label=_("Goal"), max_length=200, help_text=_("One step, such as “Complete basic welding”."))
    vocation = OneField(label=_("Vocation"), queryset=Vocation.objects.all(), required=False)
    due_on = LocalDateField(label=_("Due on"))


class GoalCloseForm(CommandForm):
    """The outcome of a step."""

    state = forms.ChoiceField(
        label=_("Result"),
        choices=[(state.value, state.label) for state in TrainingGoal.State if state != TrainingGoal.State.OPEN],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("What came of it"), max_length=200, widget=LINES)
