from django import forms

from core.errors import RuleViolation


class ReasonsMixin:
    """Forms that show the reasons of a rule that said no."""

    def add_reasons(self, violation: RuleViolation) -> None:
        for reason in violation.reasons:
            self.add_error(None, str(reason))


class PersonForm(ReasonsMixin, forms.Form):
    """A form about one person, which it is given; it checks shape only."""

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
