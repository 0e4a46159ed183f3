from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.command_forms import CommandForm
from inmates.people.names import has_strange_signs
from printing.printed_signs import printed_name


def plain_name(name: str) -> None:
    """Rejects full names that papers cannot bear, and leftovers of lists: numbers and remarks in brackets."""
    printed_name(name)
    if has_strange_signs(name):
        raise ValidationError(
            _("A name has no digits and no brackets, except (Alm) and its like. Write the name alone."), code="signs"
        )


class PersonForm(CommandForm):
    """A form about the given person; checks shape only."""

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
