"""Forms of the tool and consumable register: filter and data."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.command_forms import CommandForm, NumberField, ReasonField
from core.forms import OneField, SearchField
from core.seen_forms import SeenMixin
from printing.printed_signs import printed_name
from programs.catalog.models import Program
from programs.tools.consumable_register import Stuff
from programs.tools.consumable_weighing import MOST
from programs.tools.models import Consumable, Tool
from programs.tools.tool_register import TRANSITIONS, Details, number_key
from programs.tools.tool_return import LATE, not_back


class ProgramChoice(OneField):
    """A program taught at the user's office."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Program.objects.none(), label=_("Program"), **kwargs)


"""In the place of a state: what a session that is over has not given back."""


class ToolFilterForm(forms.Form):
    """Filters the list of tools."""

    q = SearchField(label=_("Number or name"))
    program = ProgramChoice(required=False, empty_label=_("All programs"))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), (LATE, _("Not back after the session")), *Tool.State.choices],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = Program.objects.filter(tools__in=Tool.objects.visible_to(user)).distinct()
        self.fields["program"].queryset = programs.order_by("name")
        self.user = user

    def apply(self, tools: Any) -> Any:
        """Filters `tools`; invalid criteria are ignored."""
        self.is_valid()
        asked = self.cleaned_data
        if words := asked.get("q"):
            found = Q(name__icontains=words)
            key = number_key(words)
            tools = tools.filter(found | Q(number_key__contains=key) if key else found)
        if asked.get("program"):
            tools = tools.filter(program=asked["program"])
        if asked.get("state") == LATE:
            return tools.filter(issues__in=not_back(self.user))
        return tools.filter(state=asked["state"]) if asked.get("state") else tools


class ToolForm(SeenMixin, CommandForm):
    """Register data of a tool."""

    program = ProgramChoice()
    number = forms.CharField(
        label=_("Number"), max_length=20, help_text=_("As engraved, such as “LAS-014”."), validators=[printed_name]
    )
    name = forms.CharField(label=_("Name"), max_length=80, validators=[printed_name])
    board = forms.CharField(label=_("Shadow board"), max_length=40, required=False, validators=[printed_name])
    place = forms.CharField(label=_("Place on the board"), max_length=20, required=False, validators=[printed_name])
    is_dangerous = forms.BooleanField(
        label=_("Dangerous"), required=False, help_text=_("Sharp, or fit to break out with.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.visible_to(user).order_by("name")

    def details(self) -> Details:
        """The values as the command expects them."""
        return Details(**self.cleaned_data)


class ToolMoveForm(CommandForm):
    """A new state of a tool, with a reason."""

    to = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    reason = ReasonField(rows=2)

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = TRANSITIONS[tool.state]
        self.fields["to"].choices = [(code, label) for code, label in Tool.State.choices if code in allowed]


class ConsumableForm(SeenMixin, CommandForm):
    """Register data of a consumable."""

    program = ProgramChoice()
    name = forms.CharField(label=_("Name"), max_length=80, validators=[printed_name])
    unit = forms.ChoiceField(label=_("Unit of measure"), choices=Consumable.Unit.choices)
    tolerance = NumberField(
        label=_("Tolerance"),
        min_value=0,
        max_value=MOST,
        initial=0,
        help_text=_("How far out, back and used may differ, in the same unit."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.visible_to(user).order_by("name")

    def stuff(self) -> Stuff:
        """The values as the command expects them."""
        return Stuff(**self.cleaned_data)
