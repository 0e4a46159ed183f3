from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.command_forms import CommandForm, NumberField, ReasonField
from core.forms import LocalDateField
from core.seen_forms import SeenMixin
from programs.catalog.models import Program
from programs.entry_rules.parts.rule_part import Field, FieldKind
from programs.entry_rules.ranking_parts import MEANINGS, USUAL_WEIGHTS, Part
from programs.entry_rules.rule_parts import CUSTODY, PARTS

ANY = ("", _("Does not matter"))
# Parts with fields, and parts that are only switched on or off.
FILLED = [part for part in PARTS if part.fields]
TICKED = [part for part in PARTS if not part.fields and part is not CUSTODY]


def _field(asked: Field, user: User) -> forms.Field:
    """The form field for one parameter of a part."""
    shared = {"label": asked.label, "help_text": asked.help, "required": False}
    match asked.kind:
        case FieldKind.NUMBER:
            return NumberField(min_value=asked.minimum, max_value=asked.maximum, **shared)
        case FieldKind.TICK:
            return forms.BooleanField(**shared)
        case FieldKind.ONE_OF:
            return forms.ChoiceField(choices=[ANY, *asked.choices], initial="", **shared)
        case FieldKind.ONE_OF_FEW:
            return forms.ChoiceField(choices=[ANY, *asked.choices], initial="", widget=forms.RadioSelect, **shared)
        case FieldKind.SEVERAL:
            return forms.MultipleChoiceField(choices=asked.choices, widget=forms.CheckboxSelectMultiple, **shared)
        case FieldKind.PROGRAM:
            programs = Program.objects.visible_to(user)
            return forms.ModelChoiceField(programs, to_field_name="public_id", empty_label=ANY[1], **shared)


class PartsForm(SeenMixin, CommandForm):
    """The parts of entry rules in plain words; an empty part is not checked."""

    def __init__(self, *args, user: User, parts: dict | None = None, **kwargs):
        super().__init__(*args, initial=values_of(parts or {}), **kwargs)
        self.fields |= {field.name: _field(field, user) for part in FILLED for field in part.fields}
        self.fields["plain"] = forms.MultipleChoiceField(
            label=_("Also asked"),
            required=False,
            choices=[(part.code, part.required) for part in TICKED],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self):
        data = super().clean()
        for part in FILLED:
            for name, slip in part.slips(data).items():
                self.add_error(name, slip)
        return data

    def parts(self) -> dict[str, dict]:
        """The completed parts in the format the rules expect."""
        read = {part.code: part.read(self.cleaned_data) for part in FILLED}
        filled = {code: asked for code, asked in read.items() if asked is not None}
        return filled | {code: {} for code in self.cleaned_data["plain"]}


def values_of(parts: dict[str, dict]) -> dict:
    """Form values for the parts; fields of absent parts keep their own initial values."""
    found = {"plain": [part.code for part in TICKED if part.code in parts]}
    for part in FILLED:
        if part.code in parts:
            found |= part.shown(parts[part.code])
    return found


class ForceForm(CommandForm):
    """The effective date and the reason of a decision."""

    valid_from = LocalDateField(label=_("In force from"), help_text=_("Today or later."))
    reason = ReasonField(
        help_text=_("At least %(count)s characters, for example the decree or the agreement that asks for it."),
        max_length=300,
        rows=2,
    )


class DraftForceForm(SeenMixin, ForceForm):
    """The same for a draft, whose rules others may have changed since it was read."""

    unseen = ("valid_from", "reason")
    # Only compared, never saved: the rules that take effect are the stored ones.
    rules = forms.CharField(label=_("Entry rules"), required=False, disabled=True, widget=forms.HiddenInput)

    def __init__(self, *args, sentences: Iterable[str], initial: dict | None = None, **kwargs):
        super().__init__(*args, initial={**(initial or {}), "rules": " ".join(map(str, sentences))}, **kwargs)

    def clean(self):
        data = super().clean()
        data.pop("rules", None)
        return data


class ScaleForm(SeenMixin, ForceForm):
    """Maximum points for each part of the ranking."""

    # Not stored values: the effective date defaults to today and so changes at midnight.
    unseen = ("valid_from", "reason")
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
        # Ordered again because these fields were added after the declared ones.
        self.order_fields(self.field_order)

    def points(self) -> dict[str, int]:
        """Points by part code."""
        return {part: self.cleaned_data[part] for part in Part.values}
