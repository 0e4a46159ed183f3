from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.command_forms import CommandForm
from inmates.people.names import has_strange_signs


def plain_name(name: str) -> None:
    """Rejects full names with leftovers of lists that would end up on papers: numbers and remarks in brackets."""
    if has_strange_signs(name):
        raise ValidationError(
            _("A name has no digits and no brackets, except (Alm) and its like. Write the name alone."), code="signs"
        )


class PersonForm(CommandForm):
    """A form about the given person; checks shape only."""

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
