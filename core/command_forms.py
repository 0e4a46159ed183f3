from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import RuleViolation
from core.reasons import with_shortest

SHOWN_ON_THE_PAGE = _("At least %(count)s characters. Shown on the page.")
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class CommandForm(forms.Form):
    """A form whose values go to one command of a rule module; `refused_for` holds the codes of the reasons for
    refusal, which are shown at the field `refused_at`, or above the form.
    """

    result: Any = None
    refused_at: str | None = None
    refused_for: frozenset[str] = frozenset()

    def carry_out(self, command: Callable[[dict[str, Any]], Any]) -> bool:
        """Passes valid values to `command`; reasons for refusal become form errors."""
        if not self.is_valid():
            return False
        try:
            self.result = command(self.cleaned_data)
        except RuleViolation as violation:
            self.refused_for = frozenset(reason.code for reason in violation.reasons)
            told = [forms.ValidationError(str(reason), code=reason.code) for reason in violation.reasons]
            self.add_error(self.refused_at, forms.ValidationError(told))
        return not self.errors

    @property
    def error_targets(self) -> dict[str, str]:
        """The ids of the controls that mend a refusal, by its code: there the error summary leads."""
        return {}

    @property
    def status(self) -> int:
        """Status of the page that shows the form: 422 if it was submitted and refused."""
        return 422 if self.is_bound else 200


class NumberField(forms.IntegerField):
    """A whole number, typed; without the spinner that the mouse wheel would turn."""

    widget = forms.TextInput(attrs={**NUMERIC, "size": 5, "class": "w-time"})


class NeededAtTimesField(forms.CharField):
    """A text that is needed under a condition, which its label or help text names and the command checks."""

    # Read by the templates of fields: called optional, it would be left out and then refused.
    says_optional = False

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class ReasonField(forms.CharField):
    """A written reason. `help_text` names the minimum length as %(count)s and says who will read it.

    One that is not required is needed under a condition, like a `NeededAtTimesField`.
    """

    says_optional = False

    def __init__(self, *, help_text: str | Promise = SHOWN_ON_THE_PAGE, rows: int = 3, **more: Any) -> None:
        usual = {"label": _("Reason"), "max_length": 200, "widget": forms.Textarea(attrs={"rows": rows})}
        super().__init__(help_text=with_shortest(help_text), **{**usual, **more})


class ReasonForm(CommandForm):
    """A form for commands that need only a reason."""

    reason = ReasonField()
