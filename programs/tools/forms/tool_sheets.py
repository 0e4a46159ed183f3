"""Forms of a session's tool sheet: handing out and taking back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, NumberField
from programs.tools.consumable_weighing import MOST, Back, Out
from programs.tools.models import Tool, ToolIssue
from programs.tools.session_tools import Sheet, StuffRow


class AmountField(NumberField):
    """An amount of a consumable, in its unit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MOST, **kwargs)
        self.widget.attrs.update({"class": "form-control", "maxlength": 7})


def _seen(form: forms.Form, name: str) -> int | None:
    """The recorded value the page showed, from its hidden field; an unreadable one counts as none."""
    text = form.data.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


class HandOutForm(CommandForm):
    """Tools to hand out, and amounts of consumables."""

    tools = forms.ModelMultipleChoiceField(queryset=Tool.objects.none(), required=False, to_field_name="public_id")

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        # Any tool of the facility, so that one not on this session's list is refused by name instead of as an invalid
        # choice.
        self.fields["tools"].queryset = Tool.objects.filter(facility=sheet.session.facility_id)
        for row in sheet.stuff:
            initial = row.issue.amount_out if row.issue else None
            self.fields[_name("out", row)] = AmountField(label=row.consumable.name, initial=initial)
        if self.is_bound:
            ticked = set(self.data.getlist("tools"))
            for row in sheet.tools:
                row.ticked = str(row.tool.public_id) in ticked

    def lines(self) -> list[tuple[StuffRow, forms.BoundField]]:
        """Each consumable with its field."""
        return [(row, self[_name("out", row)]) for row in self.sheet.stuff]

    def amounts(self) -> list[Out]:
        """Amounts that were changed."""
        found = []
        for row in self.sheet.stuff:
            amount, seen = self.cleaned_data[_name("out", row)], _seen(self, _name("seen", row))
            if amount is not None and amount != seen:
                found.append(Out(row.consumable, amount, seen))
        return found


class ReturnForm(CommandForm):
    """How tools came back, and how much of each consumable came back or was used."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        # Includes tools returned meanwhile, so that what the user entered about them is not silently lost.
        for row in sheet.tools:
            if row.issue:
                name = f"way-{row.tool.public_id}"
                self.fields[name] = forms.ChoiceField(
                    label=str(row.tool), choices=ToolIssue.Return.choices, required=False
                )
                row.way = self.data.get(name, "") if self.is_bound else ""
        for row in sheet.weighed:
            for part in ("back", "used"):
                initial = getattr(row.issue, f"amount_{part}")
                self.fields[_name(part, row)] = AmountField(label=row.consumable.name, initial=initial)

    def lines(self) -> list[tuple[StuffRow, forms.BoundField, forms.BoundField]]:
        """Each weighed consumable with its two fields."""
        return [(row, self[_name("back", row)], self[_name("used", row)]) for row in self.sheet.weighed]

    def clean(self) -> dict[str, Any]:
        for row in self.sheet.weighed:
            both = [self.cleaned_data.get(_name(part, row)) for part in ("back", "used")]
            if len([value for value in both if value is None]) == 1:
                sentence = _("%(name)s: write both, what came back and what was used.")
                self.add_error(None, sentence % {"name": row.consumable.name})
        return self.cleaned_data

    def ways(self) -> dict[Tool, str]:
        """Tools for which a kind of return was chosen."""
        named = {row.tool: self.cleaned_data.get(f"way-{row.tool.public_id}") for row in self.sheet.tools}
        return {tool: way for tool, way in named.items() if way}

    def amounts(self) -> list[Back]:
        """Amounts that were changed."""
        found = []
        for row in self.sheet.weighed:
            back, used = (self.cleaned_data[_name(part, row)] for part in ("back", "used"))
            seen = (_seen(self, _name("seen-back", row)), _seen(self, _name("seen-used", row)))
            if back is not None and used is not None and (back, used) != seen:
                found.append(Back(row.consumable, back, used, seen))
        return found


def _name(part: str, row: StuffRow) -> str:
    return f"{part}-{row.consumable.public_id}"
