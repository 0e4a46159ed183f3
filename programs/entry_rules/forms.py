from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm, NumberField, ReasonField
from core.forms import LocalDateField
from inmates.custody.models.stays import Classification
from inmates.people.codes import Education
from programs.catalog.models import Program
from programs.entry_rules.ranking_parts import MEANINGS, USUAL_WEIGHTS, Part
from programs.entry_rules.rule_words import REQUIREMENTS, SHARES, Kind

ANY = ("", _("Does not matter"))
# Parts without parameters: asked or not.
PLAIN = (Kind.SUSPENSION, Kind.NOT_CERTIFIED, Kind.NO_OTHER_BATCH, Kind.CLASH, Kind.APART)


def _values(kind: Classification.Kind, label) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(value.value, value.label) for value in Classification.VALUES_OF[kind]],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what is good enough. Nothing ticked: it does not matter."),
    )


class PartsForm(CommandForm):
    """The parts of entry rules in plain words; what is left empty is not asked."""

    status = forms.ChoiceField(
        label=_("Legal status"),
        required=False,
        choices=[ANY, ("sentenced", _("Sentenced only")), ("remand", _("On remand only"))],
        widget=forms.RadioSelect,
    )
    age_minimum = NumberField(label=_("Lowest age when the batch starts"), required=False, min_value=0, max_value=99)
    age_maximum = NumberField(
        label=_("Highest age"), required=False, min_value=0, max_value=99, help_text=_("Empty: no highest age.")
    )
    education = forms.ChoiceField(
        label=_("School finished at least"), required=False, choices=[ANY, *Education.choices]
    )
    time_left = forms.BooleanField(
        label=_("Leaves on or after the end of course and assessment"),
        required=False,
        help_text=_("By the earliest day on which the person may leave. Whose day is not known cannot be judged yet."),
    )
    months = NumberField(
        label=_("And leaves at most so many months later"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Empty: however much later."),
    )
    share_served = forms.ChoiceField(
        label=_("Share of the sentence served when the batch starts, at least"),
        required=False,
        choices=[ANY, *SHARES.items()],
    )
    conduct = _values(Classification.Kind.CONDUCT, _("Conduct"))
    risk = _values(Classification.Kind.RISK, _("Risk"))
    fitness = _values(Classification.Kind.FITNESS, _("Fitness for work"))
    prerequisite = forms.ModelChoiceField(
        label=_("Certificate needed before"),
        required=False,
        queryset=Program.objects.none(),
        to_field_name="public_id",
        empty_label=_("Does not matter"),
    )
    plain = forms.MultipleChoiceField(
        label=_("Also asked"),
        required=False,
        choices=[(kind.value, REQUIREMENTS[kind]) for kind in PLAIN],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user: User, parts: dict | None = None, **kwargs):
        super().__init__(*args, initial=values_of(parts or {}), **kwargs)
        self.fields["prerequisite"].queryset = Program.objects.visible_to(user)

    def clean(self):
        data = super().clean()
        if data.get("months") and not data.get("time_left"):
            self.add_error("time_left", _("Tick this too: the months count from the end of the assessment."))
        if data.get("age_maximum") is not None and data.get("age_minimum") is None:
            self.add_error("age_minimum", _("Write the lowest age too."))
        return data

    def parts(self) -> dict[str, dict]:
        """What was filled in, as the rules take it."""
        data, found = self.cleaned_data, {}
        if data["status"]:
            found["status"] = {"sentenced": data["status"] == "sentenced"}
        if data["age_minimum"] is not None:
            found["age"] = {"minimum": data["age_minimum"], "maximum": data["age_maximum"]}
        if data["education"]:
            found["education"] = {"minimum": data["education"]}
        if data["time_left"]:
            found["time_left"] = {"months": data["months"]} if data["months"] else {}
        if data["share_served"]:
            found["share_served"] = {"least": data["share_served"]}
        found |= {kind: {"allowed": data[kind]} for kind in ("conduct", "risk", "fitness") if data[kind]}
        if program := data["prerequisite"]:
            found["prerequisite"] = {"program": str(program.public_id), "name": program.name}
        return found | {kind: {} for kind in data["plain"]}


def values_of(parts: dict[str, dict]) -> dict:
    """Parts as the fields of the form show them."""
    status, age = parts.get("status"), parts.get("age", {})
    return {
        "status": "" if status is None else "sentenced" if status.get("sentenced", True) else "remand",
        "age_minimum": age.get("minimum"),
        "age_maximum": age.get("maximum"),
        "education": parts.get("education", {}).get("minimum", ""),
        "time_left": "time_left" in parts,
        "months": parts.get("time_left", {}).get("months"),
        "share_served": parts.get("share_served", {}).get("least", ""),
        **{kind: parts.get(kind, {}).get("allowed", []) for kind in ("conduct", "risk", "fitness")},
        "prerequisite": parts.get("prerequisite", {}).get("program"),
        "plain": [kind.value for kind in PLAIN if kind in parts],
    }


class ForceForm(CommandForm):
    """From which day a decision holds, and on what ground."""

    valid_from = LocalDateField(label=_("In force from"), help_text=_("Today or later."))
    reason = ReasonField(
        help_text=_("At least %(count)s characters, for example the decree or the agreement that asks for it."),
        max_length=300,
        rows=2,
    )


class ScaleForm(ForceForm):
    """Points of each part of the ranking."""

    field_order = [*Part.values, "valid_from", "reason"]

    def __init__(self, *args, points: dict[str, int] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[part.value] = NumberField(
                label=part.label,
                min_value=0,
                max_value=100,
                initial=(points or USUAL_WEIGHTS).get(part.value, 0),
                help_text=MEANINGS[part],
            )
        # Once more: these fields came after the declared ones were put in order.
        self.order_fields(self.field_order)

    def points(self) -> dict[str, int]:
        """The points by the code of their part."""
        return {part: self.cleaned_data[part] for part in Part.values}
